using Spectre.Console;

namespace ImageClassifier.Tests;

/// <summary>A run of the command line with what it printed.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    public static async Task<CommandRun> Of(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 1000;
        int code = await CommandLine.RunAsync(arguments, console, error);
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
