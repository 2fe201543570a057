namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Walks over the windows of a pooling, output pixel by output pixel.</summary>
internal struct WindowCursor
{
    private readonly WindowAxis _rows;
    private readonly WindowAxis _columns;
    private int _y;
    private int _x;

    public WindowCursor(PoolingGeometry geometry, int channels)
    {
        _rows = geometry.Rows;
        _columns = geometry.Columns;
        Channels = channels;
        if (geometry.OutputPixels == 0) _y = _rows.Outputs;
        else Arrive();
    }

    public int Channels { get; }

    public readonly bool IsValid => _y < _rows.Outputs;

    /// <summary>First input row of the window that exists.</summary>
    public int FirstRow { get; private set; }

    /// <summary>Behind the last input row of the window that exists.</summary>
    public int EndRow { get; private set; }

    public int FirstColumn { get; private set; }

    public int EndColumn { get; private set; }

    public readonly int RowStep => _rows.Step;

    public readonly int ColumnStep => _columns.Step;

    /// <summary>What each element of the window contributes to its average.</summary>
    public readonly float Share => 1f / (_rows.Divisor[_y] * _columns.Divisor[_x]);

    /// <summary>Where an input pixel starts, in floats.</summary>
    public readonly nint Offset(int row, int column) => ((nint)row * _columns.Size + column) * Channels;

    public void MoveNext()
    {
        if (++_x == _columns.Outputs)
        {
            _x = 0;
            if (++_y == _rows.Outputs) return;
        }

        Arrive();
    }

    private void Arrive()
    {
        (FirstRow, EndRow) = (_rows.First[_y], _rows.End[_y]);
        (FirstColumn, EndColumn) = (_columns.First[_x], _columns.End[_x]);
    }
}
