using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Cross-entropy of the softmax: -log p_y with p_k = exp(s_k) / sum over j of exp(s_j), where s are the network's K outputs and y is the class. Equal scores cost
/// log K.
/// </summary>
/// <remarks>
/// With label smoothing e (Szegedy et al., 2016) and class weights w it is the sum over k of w_k q_k (-log p_k), where q_k = e / K, plus 1 - e for k = y; the mean over
/// a batch divides by the sum of example weight times w_y. Both are as in PyTorch's cross_entropy.
/// </remarks>
public sealed record CrossEntropyLoss : Loss
{
    /// <summary>The share of the target that is spread over all classes: 0 to 1; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double LabelSmoothing
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(LabelSmoothing), value, $"{nameof(LabelSmoothing)} must be 0 to 1.");
    }

    /// <summary>A weight for each class, 0 or more; empty (the default) for 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    public ImmutableArray<float> ClassWeights { get; init => field = Weights(value, nameof(ClassWeights)); } = [];

    /// <inheritdoc/>
    public override bool TakesTargets => false;

    /// <inheritdoc/>
    public bool Equals(CrossEntropyLoss? other) =>
        other is not null && LabelSmoothing == other.LabelSmoothing && ClassWeights.AsSpan().SequenceEqual(other.ClassWeights.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LabelSmoothing, HashOf(ClassWeights));

    /// <summary>The name and what was set.</summary>
    public override string ToString() =>
        "cross-entropy" + (LabelSmoothing == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", label smoothing {LabelSmoothing}")) + TextOf("class weights", ClassWeights);

    internal override LossFunction CreateFunction(int outputs) => new SoftmaxCrossEntropy(LabelSmoothing, WeightsFor(outputs, ClassWeights, "class weights"));
}
