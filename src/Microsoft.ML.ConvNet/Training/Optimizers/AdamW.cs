using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019): before each step the parameters are multiplied by 1 - rate * decay, and the moments do not see the decay. The
/// formulas are those of PyTorch's AdamW, and like there <see cref="Optimizer.WeightDecay"/> is 0.01 by default.
/// </summary>
public sealed record AdamW : Optimizer
{
    /// <summary>Creates the optimizer with its default values.</summary>
    public AdamW() => WeightDecay = 0.01;

    /// <inheritdoc cref="Adam.Beta1"/>
    public double Beta1 { get; init => field = CheckFraction(value, nameof(Beta1)); } = 0.9;

    /// <inheritdoc cref="Adam.Beta2"/>
    public double Beta2 { get; init => field = CheckFraction(value, nameof(Beta2)); } = 0.999;

    /// <inheritdoc cref="Adam.Epsilon"/>
    public double Epsilon { get; init => field = CheckEpsilon(value, nameof(Epsilon)); } = 1e-8;

    internal override OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings = null) =>
        new AdamState(this, new AdamCoefficients(Beta1, Beta2, Epsilon), isDecoupled: true, length, ranges, settings);
}
