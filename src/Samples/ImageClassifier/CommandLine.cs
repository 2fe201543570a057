using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using ImageClassifier.Commands;
using Spectre.Console;

namespace ImageClassifier;

/// <summary>The program's commands, and what becomes of their errors.</summary>
internal static class CommandLine
{
    /// <summary>All went well.</summary>
    public const int Success = 0;

    /// <summary>The command was understood but failed; the reason is on the error output.</summary>
    public const int Failure = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl+C (128 + SIGINT, as shells have it).</summary>
    public const int Cancelled = 130;

    private const string Description = "Trains convolutional networks on folders of pictures, and classifies pictures with them.";

    /// <summary>How long a command has to stop after Ctrl+C before the process ends all the same. Without a value there is no cancellation at all.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(5);

    /// <summary>Parses and runs a command line.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, IAnsiConsole console, TextWriter error)
    {
        var trace = new Option<bool>("--trace") { Description = "Print the stack trace of an error.", Recursive = true };
        ParseResult parsed = Create(console, trace).Parse(arguments);
        if (parsed.Action is ParseErrorAction mistake)
        {
            // The whole help would push the reason off the screen; who typed nothing wants the help.
            mistake.ShowHelp = arguments.Count == 0;
        }

        try
        {
            int code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = console.Profile.Out.Writer,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToStop,
            });
            if (parsed.Errors.Count == 0) return code;
            await error.WriteLineAsync("Option --help, also after a command, says what is expected.");
            return Usage;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Cancelled.");
            return Cancelled;
        }
        catch (Exception exception)
        {
            await error.WriteLineAsync($"error: {(parsed.GetValue(trace) ? exception : Explain(exception))}");
            return Failure;
        }
    }

    private static RootCommand Create(IAnsiConsole console, Option<bool> trace) => new(Description)
    {
        TrainCommand.Create(console),
        ExperimentCommand.Create(console),
        EvaluateCommand.Create(console),
        PredictCommand.Create(console),
        ImportCommand.Create(console),
        SummaryCommand.Create(console),
        DrawCommand.Create(console),
        AugmentCommand.Create(console),
        CurvesCommand.Create(console),
        trace,
    };

    /// <summary>The messages from the outside in; wrappers that say nothing of their own, and repetitions, are left out.</summary>
    private static string Explain(Exception exception)
    {
        var messages = new List<string>();
        for (Exception? current = exception; current is not null; current = current.InnerException)
        {
            bool saysNothing = current is AggregateException or TargetInvocationException && current.InnerException is not null;
            if (!saysNothing && !messages.Any(message => message.Contains(current.Message, StringComparison.Ordinal))) messages.Add(current.Message);
        }

        return string.Join(Environment.NewLine + "  because: ", messages);
    }
}
