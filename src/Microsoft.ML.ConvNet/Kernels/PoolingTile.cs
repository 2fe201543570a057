namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Windows alike of one line of a pooling's output. Distances count floats.</summary>
internal readonly struct PoolingTile
{
    /// <param name="row">Of the output.</param>
    /// <param name="run">One of the columns' runs.</param>
    public PoolingTile(PoolingGeometry geometry, int channels, int row, WindowRun run)
    {
        WindowAxis rows = geometry.Rows, columns = geometry.Columns;
        Channels = channels;
        Input = ((nint)rows.First[row] * columns.Size + columns.First[run.Output]) * channels;
        Output = ((nint)row * columns.Outputs + run.Output) * channels;
        Count = run.Count;
        Distance = (nint)run.Distance * channels;
        Height = rows.Elements(row);
        Width = columns.Elements(run.Output);
        RowStep = (nint)rows.Step * columns.Size * channels;
        ColumnStep = (nint)columns.Step * channels;
        Share = 1f / (rows.Divisor[row] * columns.Divisor[run.Output]);
    }

    public int Channels { get; }

    /// <summary>Where the first window starts in the image.</summary>
    public nint Input { get; }

    /// <summary>Where the first output pixel is.</summary>
    public nint Output { get; }

    /// <summary>Windows, one for each of as many neighbouring output pixels.</summary>
    public int Count { get; }

    /// <summary>From one window to the next.</summary>
    public nint Distance { get; }

    /// <summary>Rows of a window that exist.</summary>
    public int Height { get; }

    /// <summary>Columns of a window that exist.</summary>
    public int Width { get; }

    /// <summary>From one row of a window to the next.</summary>
    public nint RowStep { get; }

    /// <summary>From one column of a window to the next.</summary>
    public nint ColumnStep { get; }

    /// <summary>What each pixel of a window contributes to its average.</summary>
    public float Share { get; }
}
