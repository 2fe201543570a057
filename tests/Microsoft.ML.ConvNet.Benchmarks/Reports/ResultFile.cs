using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.ConvNet.Benchmarks.Measurement;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>Results as JSON, and the lines that contestants exchange with the driver: names in snake case in both.</summary>
internal static class ResultFile
{
    private const string Results = "results.json";

    public static JsonSerializerOptions LineFormat { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static JsonSerializerOptions FileFormat { get; } = new(LineFormat) { WriteIndented = true, RespectRequiredConstructorParameters = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Writes a file, whole or not at all; returns its path.</summary>
    public static string Write<T>(string folder, string name, T results) => WriteText(folder, name, JsonSerializer.Serialize(results, FileFormat) + "\n");

    /// <summary>Writes a text, whole or not at all; returns its path.</summary>
    public static string WriteText(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name), temporary = path + ".tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    /// <summary>What was measured on this machine so far; nothing if it is another machine or an older format.</summary>
    public static BenchmarkResults Load(string folder)
    {
        var machine = MachineDescription.Read();
        return Read<BenchmarkResults>(folder, Results) is { } results && results.Machine.ToString() == machine.ToString() ? results : new BenchmarkResults { Machine = machine };
    }

    /// <summary>Reads a file; null if there is none or if it is of an older format.</summary>
    public static T? Read<T>(string folder, string name)
        where T : class
    {
        string path = Path.Combine(folder, name);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), FileFormat) : null;
        }
        catch (JsonException exception)
        {
            Console.Error.WriteLine($"{path} is not used: {exception.Message}");
            return null;
        }
    }

    /// <summary>Writes all results; returns the file's path.</summary>
    public static string Save(string folder, BenchmarkResults results) => Write(folder, Results, results);
}
