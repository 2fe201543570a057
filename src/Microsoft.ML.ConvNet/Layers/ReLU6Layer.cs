using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Rectified linear unit with an upper bound: min(max(0, x), 6), value by value (Howard et al., MobileNets, 2017). The derivative at 0 and 6 is 0.</summary>
public sealed record ReLU6Layer : ActivationLayer
{
    internal const string KindName = "relu6";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "ReLU6";

    internal override string NamePrefix => "relu";

    internal override ActivationFunction Function => new(ActivationKind.ReLU6);

    internal static Layer Read(LayerReader reader) => new ReLU6Layer();
}
