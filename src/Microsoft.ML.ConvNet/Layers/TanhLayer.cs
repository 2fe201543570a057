using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Hyperbolic tangent, value by value.</summary>
public sealed record TanhLayer : ActivationLayer
{
    internal const string KindName = "tanh";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "tanh";

    internal override string NamePrefix => "tanh";

    internal override ActivationFunction Function => ActivationFunction.Tanh;

    internal static Layer Read(LayerReader reader) => new TanhLayer();
}
