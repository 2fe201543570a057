using ImageClassifier;
using Spectre.Console;

IAnsiConsole console = AnsiConsole.Console;
if (Console.IsOutputRedirected)
{
    // Nobody sees an edge where lines would have to be broken.
    console.Profile.Width = 1000;
}

return await CommandLine.RunAsync(args, console, Console.Error);
