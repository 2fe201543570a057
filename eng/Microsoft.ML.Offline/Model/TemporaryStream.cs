namespace Microsoft.ML;

/// <summary>Makes seekable streams for the parts of a model file: small ones in memory, others in temporary files that vanish when closed.</summary>
internal static class TemporaryStream
{
    private const long LargestInMemory = 1 << 20;

    /// <param name="length">The expected number of bytes, or null if nobody knows.</param>
    public static Stream Create(long? length) =>
        length <= LargestInMemory
            ? new MemoryStream()
            : new FileStream(Path.Combine(Path.GetTempPath(), $"ml_dotnet_{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.ReadWrite,
                FileShare.None, bufferSize: 1 << 16, FileOptions.DeleteOnClose);
}
