using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>Sigmoid linear unit, also called swish: x * sigmoid(x) = x / (1 + e^-x), value by value (Elfwing, Uchibe and Doya, 2017; Ramachandran, Zoph and Le, 2017).</summary>
public sealed record SiLULayer : ActivationLayer
{
    internal const string KindName = "silu";

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => "SiLU";

    internal override string NamePrefix => "silu";

    internal override ActivationFunction Function => new(ActivationKind.SiLU);

    internal static Layer Read(LayerReader reader) => new SiLULayer();
}
