using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>Adam with bias correction (Kingma and Ba, 2015); the formulas are those of PyTorch's Adam.</summary>
/// <remarks><see cref="Optimizer.WeightDecay"/> is added to the gradient and so passes through the moments; it is not the decoupled decay of <see cref="AdamW"/>.</remarks>
public sealed record Adam : Optimizer
{
    /// <summary>Decay of the running mean of the gradient: at least 0, less than 1. The default is 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Beta1 { get; init => field = CheckFraction(value, nameof(Beta1)); } = 0.9;

    /// <summary>Decay of the running mean of the squared gradient: at least 0, less than 1. The default is 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Beta2 { get; init => field = CheckFraction(value, nameof(Beta2)); } = 0.999;

    /// <summary>Added to the denominator so that it is never zero: more than 0. The default is 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number above 0 in single precision.</exception>
    public double Epsilon { get; init => field = CheckEpsilon(value, nameof(Epsilon)); } = 1e-8;

    internal override OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings = null) =>
        new AdamState(this, new AdamCoefficients(Beta1, Beta2, Epsilon), isDecoupled: false, length, ranges, settings);
}
