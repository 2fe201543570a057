using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Fully connected layer: every output is a weighted sum of all input values. An input (C, H, W) is taken in that order, as if flattened.</summary>
/// <remarks>Parameters: <c>weight</c> (out, C * H * W) and, if <see cref="HasBias"/>, <c>bias</c> (out).</remarks>
public sealed record DenseLayer : Layer
{
    internal const string KindName = "dense";

    /// <summary>Creates a fully connected layer with a bias.</summary>
    /// <param name="outputs">Number of outputs, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outputs"/> is less than 1.</exception>
    public DenseLayer(int outputs) => Outputs = outputs;

    /// <summary>Number of outputs, at least 1.</summary>
    public int Outputs { get; init => field = LayerRules.Positive(value); }

    /// <summary>Whether a bias is added to each output; true by default.</summary>
    public bool HasBias { get; init; } = true;

    /// <summary>How the weights begin; <see cref="Initializer.HeNormal"/> by default.</summary>
    public Initializer WeightInitializer { get; init => field = value ?? throw new ArgumentNullException(nameof(WeightInitializer)); } = Initializer.HeNormal;

    /// <summary>How the biases begin; <see cref="Initializer.Zeros"/> by default.</summary>
    public Initializer BiasInitializer { get; init => field = value ?? throw new ArgumentNullException(nameof(BiasInitializer)); } = Initializer.Zeros;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => $"dense {Outputs}" + (HasBias ? "" : " without bias");

    internal override string NamePrefix => "fc";

    internal override SlidingWindow? Window(ImageShape input) => new SlidingWindow(input.Height, input.Width);

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => new(Outputs, 1, 1);

    internal override IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs)
    {
        int inputSize = inputs[0].Size;
        var weight = LayerParameter.Weight([Outputs, inputSize], WeightInitializer, inputSize, Outputs);
        return HasBias ? [weight, LayerParameter.Bias(Outputs, BiasInitializer, inputSize, Outputs)] : [weight];
    }

    internal override long MultiplyAdds(IReadOnlyList<ImageShape> inputs, ImageShape output) => (long)inputs[0].Size * Outputs;

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Dense(inputs[0], parameters[0], HasBias ? parameters[1] : null);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("outputs", Outputs);
        writer.WriteBoolean("bias", HasBias);
        writer.WriteString("weightInitializer", WeightInitializer.Name);
        writer.WriteString("biasInitializer", BiasInitializer.Name);
    }

    internal static Layer Read(LayerReader reader) => new DenseLayer(reader.Integer("outputs"))
    {
        HasBias = reader.Boolean("bias"),
        WeightInitializer = reader.Initializer("weightInitializer"),
        BiasInitializer = reader.Initializer("biasInitializer"),
    };
}
