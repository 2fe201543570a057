namespace Microsoft.ML.ConvNet;

/// <summary>How a convolution or pooling window slides over an image: kernel, stride, dilation and padding for both axes.</summary>
/// <param name="CeilMode">Whether a last window may reach beyond the padding, if it starts inside the image or the padding before it (pooling).</param>
/// <param name="Border">What the padding shows (convolutions).</param>
/// <remarks>
/// out = floor((n + padding before + padding after - dilation * (kernel - 1) - 1) / stride) + 1, with <paramref name="CeilMode"/> rounded up instead of down.
/// </remarks>
internal readonly record struct SlidingWindow(
    int KernelHeight, int KernelWidth,
    int StrideHeight = 1, int StrideWidth = 1,
    int PaddingTop = 0, int PaddingLeft = 0, int PaddingBottom = 0, int PaddingRight = 0,
    int DilationHeight = 1, int DilationWidth = 1,
    bool CeilMode = false, PaddingMode Border = PaddingMode.Zeros)
{
    /// <summary>Output height for an input height; 0 or less when the window does not fit.</summary>
    public int OutputHeight(int height) => Extent(height, KernelHeight, StrideHeight, DilationHeight, PaddingTop, PaddingBottom);

    /// <summary>Output width for an input width; 0 or less when the window does not fit.</summary>
    public int OutputWidth(int width) => Extent(width, KernelWidth, StrideWidth, DilationWidth, PaddingLeft, PaddingRight);

    /// <summary>Whether the padding shows pixels of the image, whose gradients must be added to theirs.</summary>
    public bool ShowsPixelsAgain => Border != PaddingMode.Zeros && (PaddingTop | PaddingLeft | PaddingBottom | PaddingRight) != 0;

    /// <summary>The input with its padding.</summary>
    public ImageShape Padded(ImageShape input) =>
        new(input.Channels, input.Height + PaddingTop + PaddingBottom, input.Width + PaddingLeft + PaddingRight);

    /// <summary>The same window over an input that has been padded.</summary>
    public SlidingWindow WithoutPadding() =>
        this with { PaddingTop = 0, PaddingLeft = 0, PaddingBottom = 0, PaddingRight = 0, Border = PaddingMode.Zeros };

    /// <summary>The pixel that a position shows along an axis of an image; -1 for zero.</summary>
    public static int Shown(PaddingMode border, int position, int size)
    {
        if (position >= 0 && position < size) return position;
        return border switch
        {
            PaddingMode.Replicate => position < 0 ? 0 : size - 1,
            PaddingMode.Reflect => position < 0 ? -position : 2 * (size - 1) - position,
            _ => -1,
        };
    }

    private int Extent(int size, int kernel, int stride, int dilation, int before, int after)
    {
        int slack = size + before + after - dilation * (kernel - 1) - 1;
        if (slack < 0) return CeilMode && slack > -stride ? 1 : 0;
        int steps = slack / stride;
        bool hasLast = CeilMode && slack % stride != 0 && (steps + 1) * (long)stride < (long)size + before;
        return (hasLast ? steps + 1 : steps) + 1;
    }
}
