namespace Microsoft.ML.ConvNet;

/// <summary>How a convolution or pooling window slides over an image: kernel, stride, dilation and padding for both axes.</summary>
/// <remarks>out = floor((n + padding before + padding after - dilation * (kernel - 1) - 1) / stride) + 1.</remarks>
internal readonly record struct SlidingWindow(
    int KernelHeight, int KernelWidth,
    int StrideHeight = 1, int StrideWidth = 1,
    int PaddingTop = 0, int PaddingLeft = 0, int PaddingBottom = 0, int PaddingRight = 0,
    int DilationHeight = 1, int DilationWidth = 1)
{
    /// <summary>Output height for an input height; 0 or less when the window does not fit.</summary>
    public int OutputHeight(int height) => Extent(height, KernelHeight, StrideHeight, DilationHeight, PaddingTop + PaddingBottom);

    /// <summary>Output width for an input width; 0 or less when the window does not fit.</summary>
    public int OutputWidth(int width) => Extent(width, KernelWidth, StrideWidth, DilationWidth, PaddingLeft + PaddingRight);

    private static int Extent(int size, int kernel, int stride, int dilation, int padding)
    {
        int slack = size + padding - dilation * (kernel - 1) - 1;
        return slack < 0 ? 0 : slack / stride + 1;
    }
}
