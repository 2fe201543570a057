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

    /// <summary>
    /// From the panel to filters that are multiplied later: while a tile of two vectors goes through its panel it asks for every second cache line of as many of
    /// them, where the processor can do that. 0 to ask for nothing that is not there.
    /// </summary>
    public nint Ahead;

    /// <summary>Distance between rows of C.</summary>
    public nint OutputStride;

    /// <summary>For partial tiles: the columns of the last vector that exist; for tiles of quads: all columns.</summary>
    public int LastColumns;
}
