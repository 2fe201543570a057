namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Walks a window over an image, output pixel by output pixel, and clips it at the border.</summary>
internal struct WindowCursor
{
    private readonly SlidingWindow _window;
    private readonly int _height;
    private readonly int _width;
    private readonly int _outputHeight;
    private readonly int _outputWidth;
    private int _y;
    private int _x;

    public WindowCursor(ImageShape input, SlidingWindow window)
    {
        _window = window;
        _height = input.Height;
        _width = input.Width;
        Channels = input.Channels;
        _outputHeight = window.OutputHeight(input.Height);
        _outputWidth = window.OutputWidth(input.Width);
        if (_outputWidth <= 0) _outputHeight = 0;
        ClipRows();
        ClipColumns();
    }

    public int Channels { get; }

    public readonly bool IsValid => _y < _outputHeight;

    /// <summary>First input row of the window that exists.</summary>
    public int FirstRow { get; private set; }

    /// <summary>Behind the last input row of the window that exists.</summary>
    public int EndRow { get; private set; }

    public int FirstColumn { get; private set; }

    public int EndColumn { get; private set; }

    public readonly int RowStep => _window.DilationHeight;

    public readonly int ColumnStep => _window.DilationWidth;

    /// <summary>Where an input pixel starts, in floats.</summary>
    public readonly nint Offset(int row, int column) => ((nint)row * _width + column) * Channels;

    /// <summary>Number of the kernel element that lies on an input pixel.</summary>
    public readonly int Tap(int row, int column) =>
        (row - _y * _window.StrideHeight + _window.PaddingTop) / _window.DilationHeight * _window.KernelWidth
        + (column - _x * _window.StrideWidth + _window.PaddingLeft) / _window.DilationWidth;

    public void MoveNext()
    {
        if (++_x == _outputWidth)
        {
            _x = 0;
            _y++;
            ClipRows();
        }

        ClipColumns();
    }

    private void ClipRows() => (FirstRow, EndRow) = Clip(_y * _window.StrideHeight - _window.PaddingTop, _window.KernelHeight, _window.DilationHeight, _height);

    private void ClipColumns() => (FirstColumn, EndColumn) = Clip(_x * _window.StrideWidth - _window.PaddingLeft, _window.KernelWidth, _window.DilationWidth, _width);

    private static (int First, int End) Clip(int start, int kernel, int dilation, int size)
    {
        int first = start < 0 ? start + (-start + dilation - 1) / dilation * dilation : start;
        return (first, Math.Min(start + (kernel - 1) * dilation + 1, size));
    }
}
