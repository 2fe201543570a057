using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Logistic sigmoid: 1 / (1 + e^-x), value by value.</summary>
public sealed record SigmoidLayer : ActivationLayer
{
    internal const string KindName = "sigmoid";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "sigmoid";

    internal override string NamePrefix => "sigmoid";

    internal override ActivationFunction Function => new(ActivationKind.Sigmoid);

    internal static Layer Read(LayerReader reader) => new SigmoidLayer();
}
