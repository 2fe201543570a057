using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// A convolution without weight sharing: every position (y, x) of the output has O filters and biases of its own. Zero-padded; the output's size is that of a
/// convolution.
/// </summary>
/// <remarks>
/// Parameters: <c>weight</c> (O, output height, output width, I * kernel height * kernel width), the last extent in the order of a convolution's filter, and, if
/// <see cref="HasBias"/>, <c>bias</c> (O, output height, output width). There are as many weights as multiplications: 100 million for a million units that each
/// see 10x10 pixels.
/// </remarks>
public sealed record LocallyConnectedLayer : Layer
{
    internal const string KindName = "locally-connected";

    /// <summary>Creates a locally connected layer with stride 1, no padding and biases.</summary>
    /// <param name="outputChannels">Filters of each position, at least 1.</param>
    /// <param name="kernel">Height and width of the filters, each 1 to 32767.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public LocallyConnectedLayer(int outputChannels, Extent kernel)
    {
        OutputChannels = outputChannels;
        Kernel = kernel;
    }

    /// <summary>Filters of each position O, at least 1.</summary>
    public int OutputChannels { get; init => field = LayerRules.Positive(value); }

    /// <summary>Height and width of the filters, each 1 to 32767.</summary>
    public Extent Kernel { get; init => field = LayerRules.WindowExtent(value); }

    /// <summary>Pixels from one window to the next, each 1 to 32767; 1 by default.</summary>
    public Extent Stride { get; init => field = LayerRules.WindowExtent(value); } = 1;

    /// <summary>Zeros around the input, 0 to 32767 on each side, or <see cref="Padding.Same"/>; 0 by default.</summary>
    public Padding Padding { get; init => field = LayerRules.WindowPadding(value); }

    /// <summary>Whether a bias is added to each output value; true by default.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>How the filters begin; <see cref="Initializer.HeNormal"/> by default.</summary>
    public Initializer WeightInitializer { get; init => field = value ?? throw new ArgumentNullException(nameof(WeightInitializer)); } = Initializer.HeNormal;

    /// <summary>How the biases begin; <see cref="Initializer.Zeros"/> by default.</summary>
    public Initializer BiasInitializer { get; init => field = value ?? throw new ArgumentNullException(nameof(BiasInitializer)); } = Initializer.Zeros;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description =>
        $"locally connected {Kernel}-{OutputChannels}" + (Stride == 1 ? "" : $" stride " + (Stride.Height == Stride.Width ? $"{Stride.Height}" : $"{Stride}"))
        + (Padding == 0 ? "" : $" padding {Padding}") + (HasBias ? "" : " without bias");

    internal override string NamePrefix => "local";

    internal override SlidingWindow? Window(ImageShape input) => SlidingWindow(input);

    private SlidingWindow SlidingWindow(ImageShape input) => LayerRules.Window(input, Kernel, Stride, Padding, dilation: 1);

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs)
    {
        var (height, width) = LayerRules.Slide(name, this, SlidingWindow(inputs[0]), inputs[0]);
        long depth = LayerRules.Product(inputs[0].Channels, Kernel.Height, Kernel.Width);
        return depth <= int.MaxValue
            ? new ImageShape(OutputChannels, height, width)
            : throw new ArgumentOutOfRangeException(null, $"Layer '{name}' ({this}) would need {depth} weights for each value of its output, which is too many.");
    }

    internal override IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs)
    {
        var window = SlidingWindow(inputs[0]);
        int height = window.OutputHeight(inputs[0].Height), width = window.OutputWidth(inputs[0].Width);
        long kernelArea = (long)Kernel.Height * Kernel.Width, fanIn = inputs[0].Channels * kernelArea, fanOut = OutputChannels * kernelArea;
        var weight = LayerParameter.Weight([OutputChannels, height, width, (int)fanIn], WeightInitializer, fanIn, fanOut);
        return HasBias ? [weight, LayerParameter.Bias([OutputChannels, height, width], BiasInitializer, fanIn, fanOut)] : [weight];
    }

    internal override long MultiplyAdds(IReadOnlyList<ImageShape> inputs, ImageShape output) =>
        (long)output.Size * inputs[0].Channels * Kernel.Height * Kernel.Width;

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.LocallyConnected(inputs[0], SlidingWindow(inputs[0].Shape), parameters[0], HasBias ? parameters[1] : null);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("outputChannels", OutputChannels);
        writer.WriteExtent("kernel", Kernel);
        writer.WriteExtent("stride", Stride);
        writer.WritePadding("padding", Padding);
        writer.WriteBoolean("bias", HasBias);
        writer.WriteString("weightInitializer", WeightInitializer.Name);
        writer.WriteString("biasInitializer", BiasInitializer.Name);
    }

    internal static Layer Read(LayerReader reader) => new LocallyConnectedLayer(reader.Integer("outputChannels"), reader.Extent("kernel"))
    {
        Stride = reader.Extent("stride"),
        Padding = reader.Padding("padding"),
        HasBias = reader.Boolean("bias"),
        WeightInitializer = reader.Initializer("weightInitializer"),
        BiasInitializer = reader.Initializer("biasInitializer"),
    };
}
