namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>What one position of a locally connected layer sees: lines of contiguous values, and the weights that belong to them. Places count floats.</summary>
internal readonly struct LocalPatch
{
    public LocalPatch(LocalGeometry geometry, int row, int column)
    {
        var window = geometry.Window;
        int channels = geometry.Input.Channels, top = geometry.Rows.First[row], left = geometry.Columns.First[column];
        int firstRow = top - (row * window.StrideHeight - window.PaddingTop), firstColumn = left - (column * window.StrideWidth - window.PaddingLeft);
        Position = row * geometry.Columns.Outputs + column;
        Lines = geometry.Rows.End[row] - top;
        Run = Math.Max(geometry.Columns.End[column] - left, 0) * channels;
        FirstValue = ((nint)top * geometry.Input.Width + left) * channels;
        ValueStep = geometry.Input.Width * channels;
        FirstWeight = (firstRow * window.KernelWidth + firstColumn) * channels;
        WeightStep = window.KernelWidth * channels;
    }

    /// <summary>Number of the output's position.</summary>
    public int Position { get; }

    /// <summary>Image lines that the window covers; none (or less) where it lies in the padding alone.</summary>
    public int Lines { get; }

    /// <summary>Values of a line.</summary>
    public int Run { get; }

    /// <summary>Where the first line begins in the image.</summary>
    public nint FirstValue { get; }

    /// <summary>From one line to the next in the image.</summary>
    public int ValueStep { get; }

    /// <summary>Where the first line's weights begin in a filter.</summary>
    public int FirstWeight { get; }

    /// <summary>From one line's weights to the next line's.</summary>
    public int WeightStep { get; }
}
