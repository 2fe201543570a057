using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Swish with a hard sigmoid: x * min(max(0, x + 3), 6) / 6, value by value (Howard et al., MobileNetV3, 2019). The derivative is 0 at -3 and 1 at 3.</summary>
public sealed record HardSwishLayer : ActivationLayer
{
    internal const string KindName = "hard-swish";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "hard swish";

    internal override string NamePrefix => "hardswish";

    internal override ActivationFunction Function => new(ActivationKind.HardSwish);

    internal static Layer Read(LayerReader reader) => new HardSwishLayer();
}
