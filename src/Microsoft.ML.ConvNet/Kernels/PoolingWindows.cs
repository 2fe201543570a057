namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The windows of a pooling: sliding ones, or (adaptive) as many as the output has pixels, spread evenly over the image.</summary>
internal sealed record PoolingWindows
{
    private readonly SlidingWindow? _window;
    private readonly bool _countsPadding;
    private readonly int _height;
    private readonly int _width;

    /// <param name="countsPadding">Whether an average divides by the padding too.</param>
    public PoolingWindows(SlidingWindow window, bool countsPadding = true)
    {
        _window = window;
        _countsPadding = countsPadding;
    }

    /// <summary>Adaptive windows for an output of this size.</summary>
    public PoolingWindows(int height, int width)
    {
        _height = height;
        _width = width;
    }

    public static implicit operator PoolingWindows(SlidingWindow window) => new(window);

    public int OutputHeight(int height) => _window?.OutputHeight(height) ?? _height;

    public int OutputWidth(int width) => _window?.OutputWidth(width) ?? _width;

    /// <summary>The windows along the rows of an image.</summary>
    public WindowAxis Rows(int height) => _window is { } window
        ? WindowAxis.Sliding(
            height, window.OutputHeight(height), window.KernelHeight, window.StrideHeight, window.DilationHeight, window.PaddingTop, window.PaddingBottom, _countsPadding)
        : WindowAxis.Adaptive(height, _height);

    /// <summary>The windows along the columns of an image.</summary>
    public WindowAxis Columns(int width) => _window is { } window
        ? WindowAxis.Sliding(
            width, window.OutputWidth(width), window.KernelWidth, window.StrideWidth, window.DilationWidth, window.PaddingLeft, window.PaddingRight, _countsPadding)
        : WindowAxis.Adaptive(width, _width);

    /// <summary>
    /// The definition, for the scalar twins: every pair of an output pixel and an input pixel that its window covers, and how many pixels an average of the
    /// window divides by.
    /// </summary>
    public IEnumerable<(int InputPixel, int OutputPixel, int Divisor)> Pairs(ImageShape input)
    {
        int outputHeight = OutputHeight(input.Height), outputWidth = OutputWidth(input.Width);
        for (int outputPixel = 0; outputPixel < outputHeight * outputWidth; outputPixel++)
        {
            int[] rows = Elements(outputPixel / outputWidth, input.Height, outputHeight, isHeight: true);
            int[] columns = Elements(outputPixel % outputWidth, input.Width, outputWidth, isHeight: false);
            int[] inside =
            [
                .. from row in rows
                   where row >= 0 && row < input.Height
                   from column in columns
                   where column >= 0 && column < input.Width
                   select row * input.Width + column,
            ];
            int divisor = _countsPadding ? rows.Length * columns.Length : inside.Length;
            foreach (int inputPixel in inside) yield return (inputPixel, outputPixel, divisor);
        }
    }

    // The rows or columns of an output's window, padding included.
    private int[] Elements(int output, int size, int outputs, bool isHeight)
    {
        if (_window is not { } window)
        {
            int first = (int)Math.Floor((double)output * size / outputs), end = (int)Math.Ceiling((output + 1.0) * size / outputs);
            return [.. Enumerable.Range(first, end - first)];
        }

        var (kernel, stride, dilation, before, after) = isHeight
            ? (window.KernelHeight, window.StrideHeight, window.DilationHeight, window.PaddingTop, window.PaddingBottom)
            : (window.KernelWidth, window.StrideWidth, window.DilationWidth, window.PaddingLeft, window.PaddingRight);
        return [.. Enumerable.Range(0, kernel).Select(element => output * stride - before + element * dilation).Where(place => place < size + after)];
    }
}
