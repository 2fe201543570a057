namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>What stays the same over the tiles of one depthwise convolution. All steps count floats.</summary>
internal struct DepthwiseTile(CorrelationGeometry geometry)
{
    /// <summary>Channels, which is also the distance between output pixels.</summary>
    public readonly nint Channels = geometry.OutputChannels;

    /// <summary>Kernel rows that are taken.</summary>
    public int KernelHeight = geometry.Window.KernelHeight;

    public readonly int KernelWidth = geometry.Window.KernelWidth;

    /// <summary>Distance between the windows of neighbouring output lines.</summary>
    public readonly nint LineStep = (nint)geometry.Window.StrideHeight * geometry.Source.LineStride;

    /// <summary>Distance between the windows of neighbouring output pixels.</summary>
    public readonly nint PixelStep = (nint)geometry.Window.StrideWidth * geometry.OutputChannels;

    /// <summary>Distance between the rows of a window.</summary>
    public nint RowStep = (nint)geometry.Window.DilationHeight * geometry.Source.LineStride;

    /// <summary>Distance between the columns of a window.</summary>
    public readonly nint ColumnStep = (nint)geometry.Window.DilationWidth * geometry.OutputChannels;

    /// <summary>Distance between the taps of the filters; negative for a kernel that is turned.</summary>
    public nint TapStep = geometry.OutputChannels;

    /// <summary>Added to the filters after each kernel row, where rows are left out.</summary>
    public nint FilterSkip;
}
