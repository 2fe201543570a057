namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>What stays the same over the tiles of one filter gradient: a sum over lines of pixels of outer products. All strides count floats.</summary>
internal struct FilterGradientTile
{
    /// <summary>Distance between pixels of A (the input).</summary>
    public nint PixelStrideA;

    /// <summary>For tiles of nine rows from three lines: distance between the lines of A.</summary>
    public nint KernelLineA;

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

    /// <summary>For partial tiles: the columns of the last vector that exist in B.</summary>
    public int LastColumns;
}
