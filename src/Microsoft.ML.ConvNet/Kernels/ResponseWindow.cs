namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The channels whose squares a local response norm sums for each channel, and its constants.</summary>
/// <param name="Size">Number of channels; an even number reaches one channel farther back than ahead, as in PyTorch.</param>
internal readonly record struct ResponseWindow(int Size, float Alpha, float Beta, float K)
{
    /// <summary>Channels in front of the normalised one.</summary>
    public int Before => Size / 2;

    /// <summary>Channels behind it.</summary>
    public int After => (Size - 1) / 2;
}
