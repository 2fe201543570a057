using System.Text.Json;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// What max and average pooling share: windows that slide over each channel. Windows that would reach beyond the padded input are left out, unless
/// <see cref="CeilMode"/> says otherwise.
/// </summary>
public abstract record PoolingLayer : Layer
{
    private protected PoolingLayer(Extent kernel)
    {
        Kernel = kernel;
        Stride = kernel;
    }

    /// <summary>Height and width of the windows, each 1 to 32767.</summary>
    public Extent Kernel { get; init => field = LayerRules.WindowExtent(value); }

    /// <summary>Pixels from one window to the next, each 1 to 32767; by default the kernel that the constructor was given.</summary>
    public Extent Stride { get; init => field = LayerRules.WindowExtent(value); }

    /// <summary>Rows and columns around the input, each less than the kernel, or <see cref="Padding.Same"/>; 0 by default.</summary>
    public Padding Padding { get; init => field = LayerRules.WindowPadding(value); }

    /// <summary>Pixels from one element of a window to the next, each 1 to 32767; 1 by default.</summary>
    public Extent Dilation { get; init => field = LayerRules.WindowExtent(value); } = 1;

    /// <summary>
    /// Whether the output's size is rounded up instead of down, so that a last window may reach beyond the padded input; a window must start inside the input or the
    /// padding before it (PyTorch's <c>ceil_mode</c>). False by default.
    /// </summary>
    public bool CeilMode { get; init; }

    /// <inheritdoc/>
    public override string Description =>
        $"{Kind.Replace('-', ' ')} {Kernel} stride " + (Stride.Height == Stride.Width ? $"{Stride.Height}" : $"{Stride}") + (Padding == 0 ? "" : $" padding {Padding}")
        + (Dilation == 1 ? "" : $" dilation {Dilation}") + (CeilMode ? " ceil mode" : "");

    internal override string NamePrefix => "pool";

    private protected SlidingWindow SlidingWindow(ImageShape input) =>
        LayerRules.Window(input, Kernel, Stride, Padding, Dilation) with { CeilMode = CeilMode };

    internal override SlidingWindow? Window(ImageShape input) => SlidingWindow(input);

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs)
    {
        var (height, width) = LayerRules.SlidePool(name, this, SlidingWindow(inputs[0]), inputs[0]);
        return new ImageShape(inputs[0].Channels, height, width);
    }

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteExtent("kernel", Kernel);
        writer.WriteExtent("stride", Stride);
        writer.WritePadding("padding", Padding);
        writer.WriteExtent("dilation", Dilation);
        writer.WriteBoolean("ceilMode", CeilMode);
    }
}
