using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Rectified linear unit: max(0, x), value by value.</summary>
public sealed record ReLULayer : Layer
{
    internal const string KindName = "relu";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "ReLU";

    internal override string NamePrefix => "relu";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Activation(inputs[0], ActivationKind.ReLU);

    internal static Layer Read(LayerReader reader) => new ReLULayer();
}
