using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Rectified linear unit: max(0, x), value by value.</summary>
public sealed record ReLULayer : ActivationLayer
{
    internal const string KindName = "relu";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "ReLU";

    internal override string NamePrefix => "relu";

    internal override ActivationFunction Function => ActivationFunction.ReLU;

    internal static Layer Read(LayerReader reader) => new ReLULayer();
}
