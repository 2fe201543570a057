using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Names of the entries of a model file.</summary>
internal static class Repository
{
    public static string EntryPath(string directory, string name)
    {
        Contracts.CheckParam(!string.IsNullOrWhiteSpace(name) && !name.Contains(".."), nameof(name));
        Contracts.CheckParam(directory is null || !directory.Contains(".."), nameof(directory));
        return Path.Combine(directory ?? "", name).Replace('\\', '/');
    }
}
