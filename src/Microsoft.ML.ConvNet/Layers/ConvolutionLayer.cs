using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// 2-D convolution (cross-correlation: the kernel is not flipped) of an input (I, H, W) with O filters of I / groups x kernel:
/// out = floor((n + padding before + padding after - dilation * (kernel - 1) - 1) / stride) + 1.
/// </summary>
/// <remarks>Parameters: <c>weight</c> (O, I / groups, kernel height, kernel width) and, if <see cref="HasBias"/>, <c>bias</c> (O).</remarks>
public sealed record ConvolutionLayer : Layer
{
    internal const string KindName = "convolution";

    /// <summary>Creates a convolution with stride 1, no padding, no dilation and a bias.</summary>
    /// <param name="outputChannels">Number of filters O, at least 1.</param>
    /// <param name="kernel">Height and width of the filters, each 1 to 32767.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public ConvolutionLayer(int outputChannels, Extent kernel)
    {
        OutputChannels = outputChannels;
        Kernel = kernel;
    }

    /// <summary>Number of filters O, at least 1.</summary>
    public int OutputChannels { get; init => field = LayerRules.Positive(value); }

    /// <summary>Height and width of the filters, each 1 to 32767.</summary>
    public Extent Kernel { get; init => field = LayerRules.WindowExtent(value); }

    /// <summary>Pixels from one window to the next, each 1 to 32767; 1 by default.</summary>
    public Extent Stride { get; init => field = LayerRules.WindowExtent(value); } = 1;

    /// <summary>Rows and columns around the input, 0 to 32767 on each side, or <see cref="Padding.Same"/>; 0 (<see cref="Padding.Valid"/>) by default.</summary>
    public Padding Padding { get; init => field = LayerRules.WindowPadding(value); }

    /// <summary>Pixels from one kernel element to the next, each 1 to 32767; 1 by default.</summary>
    public Extent Dilation { get; init => field = LayerRules.WindowExtent(value); } = 1;

    /// <summary>
    /// Groups of channels: each output channel sees only the input channels of its group. Must divide both numbers of channels; as many groups as input channels
    /// make a depthwise convolution, with O / I filters for each channel. At least 1; 1 by default.
    /// </summary>
    public int Groups { get; init => field = LayerRules.Positive(value); } = 1;

    /// <summary>What the padding shows: <see cref="PaddingMode.Zeros"/> by default. A padding that reflects must be less than the image.</summary>
    public PaddingMode PaddingMode { get; init => field = LayerRules.Defined(value); }

    /// <summary>Whether a bias is added to each output channel; true by default. Not needed before batch normalisation.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>How the filters begin; <see cref="Initializer.HeNormal"/> by default.</summary>
    public Initializer WeightInitializer { get; init => field = value ?? throw new ArgumentNullException(nameof(WeightInitializer)); } = Initializer.HeNormal;

    /// <summary>How the biases begin; <see cref="Initializer.Zeros"/> by default.</summary>
    public Initializer BiasInitializer { get; init => field = value ?? throw new ArgumentNullException(nameof(BiasInitializer)); } = Initializer.Zeros;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description =>
        $"convolution {Kernel}-{OutputChannels}" + (Stride == 1 ? "" : $" stride {StrideText}") + (Padding == 0 ? "" : $" padding {Padding}")
        + (PaddingMode == PaddingMode.Zeros ? "" : $" {LayerReader.PaddingModes[(int)PaddingMode]}") + (Dilation == 1 ? "" : $" dilation {Dilation}")
        + (Groups == 1 ? "" : $" groups {Groups}") + (HasBias ? "" : " without bias");

    internal override string NamePrefix => "conv";

    private string StrideText => Stride.Height == Stride.Width ? $"{Stride.Height}" : $"{Stride}";

    internal override SlidingWindow? Window(ImageShape input) => SlidingWindow(input);

    private SlidingWindow SlidingWindow(ImageShape input) => LayerRules.Window(input, Kernel, Stride, Padding, Dilation) with { Border = PaddingMode };

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs)
    {
        if (inputs[0].Channels % Groups != 0 || OutputChannels % Groups != 0)
            throw new ArgumentOutOfRangeException(null,
                $"Layer '{name}' ({this}) does not fit its input {inputs[0]}: its {Groups} groups must divide the {inputs[0].Channels} input "
                + $"and {OutputChannels} output channels.");
        var (height, width) = LayerRules.Slide(name, this, SlidingWindow(inputs[0]), inputs[0]);
        return new ImageShape(OutputChannels, height, width);
    }

    internal override IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs)
    {
        int groupChannels = inputs[0].Channels / Groups;
        long kernelArea = (long)Kernel.Height * Kernel.Width;
        long fanIn = groupChannels * kernelArea, fanOut = OutputChannels / Groups * kernelArea;
        var weight = LayerParameter.Weight([OutputChannels, groupChannels, Kernel.Height, Kernel.Width], WeightInitializer, fanIn, fanOut);
        return HasBias ? [weight, LayerParameter.Bias(OutputChannels, BiasInitializer, fanIn, fanOut)] : [weight];
    }

    internal override long MultiplyAdds(IReadOnlyList<ImageShape> inputs, ImageShape output) =>
        (long)output.Size * (inputs[0].Channels / Groups) * Kernel.Height * Kernel.Width;

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Convolution(inputs[0], SlidingWindow(inputs[0].Shape), parameters[0], HasBias ? parameters[1] : null);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("outputChannels", OutputChannels);
        writer.WriteExtent("kernel", Kernel);
        writer.WriteExtent("stride", Stride);
        writer.WritePadding("padding", Padding);
        writer.WriteExtent("dilation", Dilation);
        writer.WriteNumber("groups", Groups);
        writer.WritePaddingMode("paddingMode", PaddingMode);
        writer.WriteBoolean("bias", HasBias);
        writer.WriteString("weightInitializer", WeightInitializer.Name);
        writer.WriteString("biasInitializer", BiasInitializer.Name);
    }

    internal static Layer Read(LayerReader reader) => new ConvolutionLayer(reader.Integer("outputChannels"), reader.Extent("kernel"))
    {
        Stride = reader.Extent("stride"),
        Padding = reader.Padding("padding"),
        Dilation = reader.Extent("dilation"),
        Groups = reader.Integer("groups"),
        PaddingMode = reader.PaddingMode("paddingMode"),
        HasBias = reader.Boolean("bias"),
        WeightInitializer = reader.Initializer("weightInitializer"),
        BiasInitializer = reader.Initializer("biasInitializer"),
    };
}
