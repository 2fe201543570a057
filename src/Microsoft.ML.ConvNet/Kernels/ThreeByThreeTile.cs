namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Lines of pixels for the forward pass of a 3x3 kernel on one channel. All strides count floats.</summary>
internal struct ThreeByThreeTile
{
    /// <summary>Distance between the lines of the kernel.</summary>
    public nint KernelLine;

    /// <summary>Distance between the neighbourhoods of two output pixels.</summary>
    public nint PixelStride;

    /// <summary>Added to the input after a line's last pixel.</summary>
    public nint LineSkip;

    /// <summary>Distance between output pixels.</summary>
    public nint OutputStride;

    /// <summary>Added to the output after a line's last pixel.</summary>
    public nint OutputLineSkip;

    /// <summary>Output pixels of a line.</summary>
    public nint Pixels;

    /// <summary>Lines.</summary>
    public nint Lines;
}
