namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>A locally connected layer over an image of one size, computed once: its windows, clipped at the border, and its sizes.</summary>
internal sealed class LocalGeometry(ImageShape input, SlidingWindow window, int outputs)
{
    public ImageShape Input { get; } = input;

    /// <summary>The windows without dilation; each kernel row is one run of values in memory.</summary>
    public SlidingWindow Window { get; } = window;

    public WindowAxis Rows { get; } = new PoolingWindows(window).Rows(input.Height);

    public WindowAxis Columns { get; } = new PoolingWindows(window).Columns(input.Width);

    /// <summary>Values of each position of the output.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>Positions of the output.</summary>
    public int Positions => Rows.Outputs * Columns.Outputs;

    /// <summary>Weights of one value of the output.</summary>
    public int Depth => Window.KernelHeight * Window.KernelWidth * Input.Channels;

    /// <summary>Floats of one output image.</summary>
    public int OutputFloats => Positions * Outputs;
}
