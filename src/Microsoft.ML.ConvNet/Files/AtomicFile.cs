namespace Microsoft.ML.ConvNet.Files;

/// <summary>Writes files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>How the names of temporary files end; before it they have the name of the file that they were to become. A process that is killed may leave one behind.</summary>
    public const string TemporaryExtension = ".tmp";

    /// <summary>
    /// Writes to a temporary file in the same directory, flushes it to the disk, and gives it the name. When anything fails (a full disk, say), the temporary file is
    /// removed and a file that had the name before stays as it was.
    /// </summary>
    /// <param name="path">The file to write; a symbolic link is followed.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string? linked = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null;
        string target = linked ?? Path.GetFullPath(path);
        string temporary = $"{target}.{Path.GetRandomFileName()}{TemporaryExtension}";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
            DirectoryFlush.Flush(Path.GetDirectoryName(target)!);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The error that is on its way says more than this one.
        }
    }
}
