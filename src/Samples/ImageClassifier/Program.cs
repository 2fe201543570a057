using ImageClassifier;
using Spectre.Console;

// Files and pipes get plain text, and no line is broken: nobody sees an edge there.
IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
if (Console.IsOutputRedirected) console.Profile.Width = 1000;
return await CommandLine.RunAsync(args, console, Console.Error);
