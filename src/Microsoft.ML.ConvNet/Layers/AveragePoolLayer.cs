using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Average pooling: the mean of each window, channel by channel. Windows that would reach beyond the padded input are left out.</summary>
/// <remarks>Padding counts as zeros, also in the number of values that is divided by (PyTorch's <c>count_include_pad</c>).</remarks>
public sealed record AveragePoolLayer : Layer
{
    internal const string KindName = "average-pool";

    /// <summary>Creates a pooling layer whose windows do not overlap: the stride is the kernel's size, without padding.</summary>
    /// <param name="kernel">Height and width of the windows, each 1 to 32767.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kernel"/> is out of range.</exception>
    public AveragePoolLayer(Extent kernel)
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
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description =>
        $"average pool {Kernel} stride " + (Stride.Height == Stride.Width ? $"{Stride.Height}" : $"{Stride}") + (Padding == 0 ? "" : $" padding {Padding}");

    internal override string NamePrefix => "pool";

    private SlidingWindow SlidingWindow => new(
        Kernel.Height, Kernel.Width, Stride.Height, Stride.Width, Padding.Top, Padding.Left, Padding.Bottom, Padding.Right);

    internal override SlidingWindow? Window(ImageShape input) => SlidingWindow;

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs)
    {
        var (height, width) = LayerRules.SlidePool(name, this, SlidingWindow, inputs[0]);
        return new ImageShape(inputs[0].Channels, height, width);
    }

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.AveragePool(inputs[0], SlidingWindow);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteExtent("kernel", Kernel);
        writer.WriteExtent("stride", Stride);
        writer.WritePadding("padding", Padding);
    }

    internal static Layer Read(LayerReader reader) => new AveragePoolLayer(reader.Extent("kernel"))
    {
        Stride = reader.Extent("stride"),
        Padding = reader.Padding("padding"),
    };
}
