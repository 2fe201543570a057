using System.Text.Json;

namespace Microsoft.ML.ConvNet.Benchmarks.Reports;

/// <summary>Results as JSON, and the lines that contestants exchange with the driver: names in snake case in both.</summary>
internal static class ResultFile
{
    public static JsonSerializerOptions LineFormat { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static JsonSerializerOptions FileFormat { get; } = new(LineFormat) { WriteIndented = true };

    /// <summary>Writes a file, whole or not at all; returns its path.</summary>
    public static string Write<T>(string folder, string name, T results)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name), temporary = path + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(results, FileFormat) + "\n");
        File.Move(temporary, path, overwrite: true);
        return path;
    }
}
