namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// What stays the same over the tiles of one matrix product. A row of A is a sequence of segments: the kernel rows (or kernel positions) of a convolution,
/// each a contiguous run of values. All strides count floats.
/// </summary>
internal unsafe struct MultiplyTile
{
    /// <summary>Distance between rows of A.</summary>
    public nint RowStride;

    /// <summary>Where each segment starts relative to the row.</summary>
    public nint* SegmentOffsets;

    /// <summary>Number of segments, at least 1.</summary>
    public nint Segments;

    /// <summary>Values in a segment, at least 1.</summary>
    public nint Run;

    /// <summary>Floats of the packed panel to skip after each segment (channels that this pass leaves out).</summary>
    public nint PanelSkip;

    /// <summary>Distance between rows of C.</summary>
    public nint OutputStride;
}

/// <summary>What stays the same over the tiles of one filter gradient: a sum over lines of pixels of outer products. All strides count floats.</summary>
internal struct FilterGradientTile
{
    /// <summary>Distance between pixels of A (the input).</summary>
    public nint PixelStrideA;

    /// <summary>Distance between pixels of B (the output's gradient).</summary>
    public nint PixelStrideB;

    /// <summary>Added to A after a line's last pixel.</summary>
    public nint LineSkipA;

    /// <summary>Added to B after a line's last pixel.</summary>
    public nint LineSkipB;

    /// <summary>Pixels of a line, at least 1.</summary>
    public nint Pixels;

    /// <summary>Lines, at least 1.</summary>
    public nint Lines;

    /// <summary>Distance between rows of the gradient.</summary>
    public nint OutputStride;
}

/// <summary>Strides of a convolution on batch-interleaved activations, in floats; a pixel is one vector.</summary>
internal struct InterleavedTile
{
    /// <summary>Distance between the filters of two output channels.</summary>
    public nint FilterStride;

    /// <summary>Distance in the input between two neighbouring output pixels: stride times lanes.</summary>
    public nint PixelStride;

    /// <summary>Kernel columns.</summary>
    public nint KernelWidth;

    /// <summary>Kernel rows that this output row needs; those over the border are left out.</summary>
    public nint KernelHeight;

    /// <summary>Filter values of a channel that are left out.</summary>
    public nint FilterSkip;

    /// <summary>Input channels.</summary>
    public nint Channels;

    /// <summary>Distance between two lines of the padded input.</summary>
    public nint LineStride;

    /// <summary>From the line after the kernel's last to the first line of the next channel.</summary>
    public nint ChannelSkip;

    /// <summary>Distance between two output channels.</summary>
    public nint OutputPlaneStride;
}

/// <summary>Strides of a filter gradient on batch-interleaved activations, in floats; a pixel is one vector.</summary>
internal struct InterleavedFilterTile
{
    /// <summary>Distance between the gradient's planes of two output channels.</summary>
    public nint OutputPlaneStride;

    /// <summary>Distance in the input between two neighbouring output pixels.</summary>
    public nint PixelStride;

    /// <summary>Added to the input after a line's last pixel.</summary>
    public nint LineSkip;

    /// <summary>Pixels of an output line.</summary>
    public nint Pixels;

    /// <summary>Output lines.</summary>
    public nint Lines;

    /// <summary>Distance between the filters of two output channels.</summary>
    public nint FilterStride;
}
