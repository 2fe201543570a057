namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>A convolution to check: forward, data gradient and filter gradient.</summary>
internal sealed record CorrelationCase(ImageShape Input, SlidingWindow Window, int Outputs, int Batch = 1, int Groups = 1)
{
    public int OutputPixels => Window.OutputHeight(Input.Height) * Window.OutputWidth(Input.Width);

    /// <summary>Input channels of a group.</summary>
    public int GroupChannels => Input.Channels / Groups;

    public int KernelArea => Window.KernelHeight * Window.KernelWidth;

    public override string ToString()
    {
        var w = Window;
        return $"{Batch} x {Input} -> {Outputs}, kernel {w.KernelHeight}x{w.KernelWidth} stride {w.StrideHeight}x{w.StrideWidth} " +
            $"padding {w.PaddingTop},{w.PaddingLeft},{w.PaddingBottom},{w.PaddingRight} dilation {w.DilationHeight}x{w.DilationWidth} border {w.Border}, {Groups} groups";
    }
}
