using System.Text.Json;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>What max and average pooling share: windows that slide over each channel. Windows that would reach beyond the padded input are left out.</summary>
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

    /// <summary>Rows and columns around the input, each less than the kernel; 0 by default.</summary>
    public Padding Padding { get; init => field = LayerRules.WindowPadding(value); }

    /// <inheritdoc/>
    public override string Description =>
        $"{Kind.Replace('-', ' ')} {Kernel} stride " + (Stride.Height == Stride.Width ? $"{Stride.Height}" : $"{Stride}") + (Padding == 0 ? "" : $" padding {Padding}");

    internal override string NamePrefix => "pool";

    private protected SlidingWindow SlidingWindow => new(
        Kernel.Height, Kernel.Width, Stride.Height, Stride.Width, Padding.Top, Padding.Left, Padding.Bottom, Padding.Right);

    internal override SlidingWindow? Window(ImageShape input) => SlidingWindow;

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs)
    {
        var (height, width) = LayerRules.SlidePool(name, this, SlidingWindow, inputs[0]);
        return new ImageShape(inputs[0].Channels, height, width);
    }

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteExtent("kernel", Kernel);
        writer.WriteExtent("stride", Stride);
        writer.WritePadding("padding", Padding);
    }
}
