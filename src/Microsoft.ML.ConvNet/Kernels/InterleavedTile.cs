namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Strides of a convolution on batch-interleaved activations, in floats; a pixel is one vector.</summary>
internal struct InterleavedTile
{
    /// <summary>Distance between the filters of two output channels.</summary>
    public nint FilterStride;

    /// <summary>Distance in the input between two neighbouring output pixels: stride times lanes.</summary>
    public nint PixelStride;

    /// <summary>Kernel columns that these output pixels need, at least 1; those over the border are left out.</summary>
    public nint KernelWidth;

    /// <summary>Kernel rows that this output row needs; those over the border are left out.</summary>
    public nint KernelHeight;

    /// <summary>Filter values of a channel in kernel rows that are left out.</summary>
    public nint FilterSkip;

    /// <summary>Filter values of a kernel row that are left out.</summary>
    public nint FilterLineSkip;

    /// <summary>Input channels.</summary>
    public nint Channels;

    /// <summary>Distance between two lines of the padded input.</summary>
    public nint LineStride;

    /// <summary>From the line after the kernel's last to the first line of the next channel.</summary>
    public nint ChannelSkip;

    /// <summary>Distance between two output channels.</summary>
    public nint OutputPlaneStride;
}
