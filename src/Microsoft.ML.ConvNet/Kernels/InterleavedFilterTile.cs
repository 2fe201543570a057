namespace Microsoft.ML.ConvNet.Kernels;

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
