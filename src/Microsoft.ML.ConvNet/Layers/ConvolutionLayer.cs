using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// 2-D convolution (cross-correlation: the kernel is not flipped) of an input (I, H, W) with O filters of I x kernel, zero-padded:
/// out = floor((n + padding before + padding after - dilation * (kernel - 1) - 1) / stride) + 1.
/// </summary>
/// <remarks>Parameters: <c>weight</c> (O, I, kernel height, kernel width) and, if <see cref="HasBias"/>, <c>bias</c> (O).</remarks>
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

    /// <summary>Zeros around the input, 0 to 32767 on each side; 0 by default.</summary>
    public Padding Padding { get; init => field = LayerRules.WindowPadding(value); }

    /// <summary>Pixels from one kernel element to the next, each 1 to 32767; 1 by default.</summary>
    public Extent Dilation { get; init => field = LayerRules.WindowExtent(value); } = 1;

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
        + (Dilation == 1 ? "" : $" dilation {Dilation}") + (HasBias ? "" : " without bias");

    internal override string NamePrefix => "conv";

    private string StrideText => Stride.Height == Stride.Width ? $"{Stride.Height}" : $"{Stride}";

    internal override SlidingWindow? Window(ImageShape input) => SlidingWindow;

    private SlidingWindow SlidingWindow => new(
        Kernel.Height, Kernel.Width, Stride.Height, Stride.Width, Padding.Top, Padding.Left, Padding.Bottom, Padding.Right, Dilation.Height, Dilation.Width);

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs)
    {
        var (height, width) = LayerRules.Slide(name, this, SlidingWindow, inputs[0]);
        return new ImageShape(OutputChannels, height, width);
    }

    internal override IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs)
    {
        int inputChannels = inputs[0].Channels;
        long kernelArea = (long)Kernel.Height * Kernel.Width;
        long fanIn = inputChannels * kernelArea, fanOut = OutputChannels * kernelArea;
        var weight = LayerParameter.Weight([OutputChannels, inputChannels, Kernel.Height, Kernel.Width], WeightInitializer, fanIn, fanOut);
        return HasBias ? [weight, LayerParameter.Bias(OutputChannels, BiasInitializer, fanIn, fanOut)] : [weight];
    }

    internal override long MultiplyAdds(IReadOnlyList<ImageShape> inputs, ImageShape output) =>
        (long)output.Size * inputs[0].Channels * Kernel.Height * Kernel.Width;

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Convolution(inputs[0], SlidingWindow, parameters[0], HasBias ? parameters[1] : null);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("outputChannels", OutputChannels);
        writer.WriteExtent("kernel", Kernel);
        writer.WriteExtent("stride", Stride);
        writer.WritePadding("padding", Padding);
        writer.WriteExtent("dilation", Dilation);
        writer.WriteBoolean("bias", HasBias);
        writer.WriteString("weightInitializer", WeightInitializer.Name);
        writer.WriteString("biasInitializer", BiasInitializer.Name);
    }

    internal static Layer Read(LayerReader reader) => new ConvolutionLayer(reader.Integer("outputChannels"), reader.Extent("kernel"))
    {
        Stride = reader.Extent("stride"),
        Padding = reader.Padding("padding"),
        Dilation = reader.Extent("dilation"),
        HasBias = reader.Boolean("bias"),
        WeightInitializer = reader.Initializer("weightInitializer"),
        BiasInitializer = reader.Initializer("biasInitializer"),
    };
}
