namespace Microsoft.ML.ConvNet.Training.Checkpoints;

/// <summary>Finds and reads checkpoints.</summary>
internal static class CheckpointFiles
{
    /// <summary>How the names of checkpoints end.</summary>
    public const string Extension = ".checkpoint";

    /// <summary>Reads a checkpoint, or the newest of a folder that can be read.</summary>
    /// <param name="path">A file, or a folder of checkpoints of one or several runs.</param>
    /// <param name="warn">Told of damaged files of a folder, in whose place an older one is read.</param>
    /// <returns>The checkpoint and its file; null for a folder without checkpoints.</returns>
    /// <exception cref="FormatException">The file is damaged, or all of the folder are.</exception>
    /// <exception cref="FileNotFoundException">There is neither such a file nor such a folder.</exception>
    public static (Checkpoint Checkpoint, string File)? ReadNewest(string path, Action<string> warn)
    {
        if (File.Exists(path)) return (Read(path), path);
        if (!Directory.Exists(path)) throw new FileNotFoundException($"There is no checkpoint, and no folder of checkpoints, '{path}'.", path);

        Exception? problem = null;
        var files = new DirectoryInfo(path).GetFiles("*" + Extension).OrderByDescending(file => file.LastWriteTimeUtc).ThenByDescending(file => file.Name, StringComparer.Ordinal);
        foreach (var file in files)
        {
            try
            {
                return (Read(file.FullName), file.FullName);
            }
            catch (Exception exception) when (exception is FormatException or IOException)
            {
                problem ??= exception;
                warn($"{exception.Message} An older checkpoint is looked for.");
            }
        }

        return problem is null ? null : throw new FormatException($"None of the checkpoints in '{path}' can be read. {problem.Message}");
    }

    private static Checkpoint Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16);
        try
        {
            return CheckpointFile.Read(stream);
        }
        catch (FormatException exception)
        {
            throw new FormatException($"'{path}': {exception.Message}");
        }
    }
}
