namespace Microsoft.ML.ConvNet.Data;

/// <summary>Keep the random numbers of shuffling apart from others drawn with the same seed; the epoch is added.</summary>
internal static class ShuffleStreams
{
    /// <summary>Of rows in memory.</summary>
    public const ulong Cached = 0x5348_5546_0000_0000UL;

    /// <summary>Of rows that stream through a buffer.</summary>
    public const ulong Streamed = 0x5354_5246_0000_0000UL;
}
