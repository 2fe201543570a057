using System.Diagnostics;
using System.Reflection;

namespace Microsoft.ML.ConvNet.Tests;

/// <summary>
/// Runs a static method of this assembly in a process of its own: for what counts a whole process (allocation), or needs other instruction sets than this
/// process has.
/// </summary>
internal static class ChildProcess
{
    private const string Marker = "--run-in-child-process";

    // Only for what hangs; a slow machine shall not fail.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>
    /// For what counts allocations: the runtime's background compiler makes objects of its own at any time; without tiers a method is compiled once, when it is first called.
    /// </summary>
    public static KeyValuePair<string, string> CompileOnce => new("DOTNET_TieredCompilation", "0");

    /// <summary>Runs the method and returns what it wrote to the standard output.</summary>
    /// <param name="method">A static method; a lambda that captures nothing will not do.</param>
    /// <param name="environment">Variables added to this process's own, such as <c>DOTNET_EnableAVX512=0</c>.</param>
    /// <exception cref="InvalidOperationException">The method threw; the message holds what it said.</exception>
    public static string Run(Action method, params IEnumerable<KeyValuePair<string, string>> environment)
    {
        using var process = Start(method, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{method.Method.Name} did not end within {Timeout}.");
        }

        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{method.Method.Name} ended with exit code {process.ExitCode} in its own process.\n{output.Result}{error.Result}");
        return output.Result;
    }

    /// <summary>As <see cref="Run"/>, but leaves it to the caller to read what the process writes, to wait for it or to kill it.</summary>
    public static Process Start(Action method, params IEnumerable<KeyValuePair<string, string>> environment)
    {
        var target = method.Method;
        if (!target.IsStatic) throw new ArgumentException($"{target} is not a static method.", nameof(method));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", typeof(ChildProcess).Assembly.Location, Marker, target.DeclaringType!.FullName!, target.Name },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>The entry point of the assembly. The test host does not use it.</summary>
    public static int Main(string[] arguments)
    {
        if (arguments is not [Marker, string type, string method])
        {
            Console.Error.WriteLine("Run these tests with 'dotnet test'.");
            return 2;
        }

        typeof(ChildProcess).Assembly.GetType(type, throwOnError: true)!
            .GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Action>()();
        return 0;
    }
}
