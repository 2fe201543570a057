using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// The focal loss (Lin, Goyal, Girshick, He, Dollar: Focal Loss for Dense Object Detection, 2017) on the softmax p of the network's K outputs:
/// -alpha_y (1 - p_y)^gamma log p_y, where y is the class. Rows that are already right count for little, so that rare classes are heard.
/// </summary>
/// <remarks>The paper's binary form with one logit x and a factor a is that of two classes with the outputs 0 and x and the factors 1 - a and a.</remarks>
public sealed record FocalLoss : Loss
{
    /// <summary>How fast the weight of a row falls as it gets right: 0 or more; 2 by default, 0 is cross-entropy.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Gamma
    {
        get;
        init => field = double.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Gamma), value, $"{nameof(Gamma)} must be a finite number of 0 or more.");
    } = 2;

    /// <summary>A factor for each class, 0 or more; empty (the default) for 1. Unlike class weights it does not enter the mean's divisor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A factor is negative or not finite.</exception>
    public ImmutableArray<float> Alpha { get; init => field = Weights(value, nameof(Alpha)); } = [];

    /// <inheritdoc/>
    public override bool TakesTargets => false;

    /// <inheritdoc/>
    public bool Equals(FocalLoss? other) => other is not null && Gamma == other.Gamma && Alpha.AsSpan().SequenceEqual(other.Alpha.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Gamma, HashOf(Alpha));

    /// <summary>The name and what was set.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"focal, gamma {Gamma}") + TextOf("alpha", Alpha);

    internal override LossFunction CreateFunction(int outputs) => new SoftmaxFocalLoss(Gamma, WeightsFor(outputs, Alpha, "alpha factors"));
}
