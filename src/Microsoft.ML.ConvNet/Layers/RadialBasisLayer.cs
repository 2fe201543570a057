using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Euclidean radial basis units, LeNet-5's output (LeCun et al., 1998): each has a center, and gives minus the squared distance of the input from it,
/// y_i = -(sum over j of (x_j - w_ij)^2). An input (C, H, W) is taken in that order, as if flattened.
/// </summary>
/// <remarks>
/// The paper's units give the distance itself, a penalty that is smallest for the recognised class. With the sign changed it is a score: softmax cross-entropy on
/// it is the paper's discriminative criterion (its equation 9, without the constant term for images that are no character). The centers are the parameter
/// <c>weight</c> (units, C * H * W): the paper's were codes of +1 and -1 drawn by hand and fixed; here they begin at random codes of +1 and -1, and others
/// can be loaded.
/// </remarks>
public sealed record RadialBasisLayer : Layer
{
    internal const string KindName = "radial-basis";

    /// <summary>Creates a layer with trained centers.</summary>
    /// <param name="outputs">Number of units, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outputs"/> is less than 1.</exception>
    public RadialBasisLayer(int outputs) => Outputs = outputs;

    /// <summary>Number of units, at least 1.</summary>
    public int Outputs { get; init => field = LayerRules.Positive(value); }

    /// <summary>Whether the centers are trained; true by default. Fixed ones are saved with the weights, but do not count as parameters.</summary>
    public bool IsTrainable { get; init; } = true;

    /// <summary>How the centers begin; <see cref="Initializer.Signs"/> by default.</summary>
    public Initializer WeightInitializer { get; init => field = value ?? throw new ArgumentNullException(nameof(WeightInitializer)); } = Initializer.Signs;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => $"radial basis {Outputs}" + (IsTrainable ? "" : " fixed");

    internal override string NamePrefix => "rbf";

    internal override SlidingWindow? Window(ImageShape input) => new SlidingWindow(input.Height, input.Width);

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => new(Outputs, 1, 1);

    /// <remarks>No weight decay: a center is a place, zero is no better than any other.</remarks>
    internal override IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs) =>
        [LayerParameter.Weight([Outputs, inputs[0].Size], WeightInitializer, inputs[0].Size, Outputs) with { IsTrainable = IsTrainable, HasWeightDecay = false }];

    internal override long MultiplyAdds(IReadOnlyList<ImageShape> inputs, ImageShape output) => (long)inputs[0].Size * Outputs;

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.RadialBasis(inputs[0], parameters[0]);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("outputs", Outputs);
        writer.WriteBoolean("trainable", IsTrainable);
        writer.WriteString("weightInitializer", WeightInitializer.Name);
    }

    internal static Layer Read(LayerReader reader) => new RadialBasisLayer(reader.Integer("outputs"))
    {
        IsTrainable = reader.Boolean("trainable"),
        WeightInitializer = reader.Initializer("weightInitializer"),
    };
}
