using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>A sigmoid of straight lines: min(max(0, x + 3), 6) / 6, value by value (Howard et al., MobileNetV3, 2019). The derivative at -3 and 3 is 0.</summary>
public sealed record HardSigmoidLayer : ActivationLayer
{
    internal const string KindName = "hard-sigmoid";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "hard sigmoid";

    internal override string NamePrefix => "hardsigmoid";

    internal override ActivationFunction Function => new(ActivationKind.HardSigmoid);

    internal static Layer Read(LayerReader reader) => new HardSigmoidLayer();
}
