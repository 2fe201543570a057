namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>How many rows scoring evaluates together.</summary>
internal static class ScoringBlock
{
    /// <summary>The most that the option allows.</summary>
    public const int Largest = 65536;

    /// <summary>Beyond this, larger blocks gain nothing; short ones keep memory and the time to the first score low.</summary>
    private const int LargestDefault = 64;

    /// <summary>With fewer rows, threads have too little to share and packed weights are read too often.</summary>
    private const int SmallestDefault = 8;

    /// <summary>Multiply-adds of a block that take some ten milliseconds on one core.</summary>
    private const long Work = 1L << 28;

    /// <summary>The option's value, or for 0 as many rows as make a fair amount of work: 64 for small networks down to 8 for large ones.</summary>
    /// <param name="multiplyAdds">Those of an image.</param>
    public static int Size(int lookAhead, long multiplyAdds) =>
        lookAhead > 0 ? lookAhead : (int)Math.Clamp(Work / Math.Max(1, multiplyAdds), SmallestDefault, LargestDefault);
}
