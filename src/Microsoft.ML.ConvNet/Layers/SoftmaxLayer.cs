using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Softmax over the channels of each pixel: e^x_c / sum over k of e^x_k. The largest value is subtracted first, so nothing overflows.</summary>
/// <remarks>For use within a network. It does not belong at the end of a classifier: the losses take scores, and the trainer's models turn them into probabilities.</remarks>
public sealed record SoftmaxLayer : Layer
{
    internal const string KindName = "softmax";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "softmax";

    internal override string NamePrefix => "softmax";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) => graph.Softmax(inputs[0]);

    internal static Layer Read(LayerReader reader) => new SoftmaxLayer();
}
