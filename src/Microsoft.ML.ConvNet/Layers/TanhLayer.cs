using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Hyperbolic tangent, value by value.</summary>
public sealed record TanhLayer : Layer
{
    internal const string KindName = "tanh";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "tanh";

    internal override string NamePrefix => "tanh";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Activation(inputs[0], ActivationKind.Tanh);

    internal static Layer Read(LayerReader reader) => new TanhLayer();
}
