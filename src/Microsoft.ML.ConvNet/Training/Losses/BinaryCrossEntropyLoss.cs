using System.Globalization;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Binary cross-entropy on logits, for K outputs that each say yes or no (one output: "is it a cat?"): the mean over k of
/// -(positiveWeight t_k log p_k + (1 - t_k) log(1 - p_k)) with p_k = 1 / (1 + exp(-s_k)), where s are the network's outputs and t the targets, 0 to 1. As PyTorch's
/// binary_cross_entropy_with_logits.
/// </summary>
public sealed record BinaryCrossEntropyLoss : Loss
{
    /// <summary>What a target of 1 counts for against a target of 0: more than 0; 1 by default. The share of negatives over that of positives balances them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double PositiveWeight { get; init => field = Positive(value, nameof(PositiveWeight)); } = 1;

    /// <inheritdoc/>
    public override bool TakesTargets => true;

    /// <summary>The name and what was set.</summary>
    public override string ToString() =>
        "binary cross-entropy" + (PositiveWeight == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", positive weight {PositiveWeight}"));

    internal override LossFunction CreateFunction(int outputs) => new BinaryCrossEntropy(PositiveWeight);

    internal override LossFunction CreateMeasure() => new BinaryCrossEntropy(positiveWeight: 1);
}
