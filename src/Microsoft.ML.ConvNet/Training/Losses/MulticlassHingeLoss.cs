using System.Globalization;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// The multiclass hinge loss (Weston and Watkins, 1999): the sum over the other classes j of max(0, s_j - s_y + margin), where s are the network's K outputs and y is
/// the class. It is a sum; PyTorch's multi_margin_loss divides it by K.
/// </summary>
public sealed record MulticlassHingeLoss : Loss
{
    /// <summary>By how much the right score must exceed the others: more than 0; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Margin { get; init => field = Positive(value, nameof(Margin)); } = 1;

    /// <inheritdoc/>
    public override bool TakesTargets => false;

    /// <summary>The name and the margin.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"multiclass hinge, margin {Margin}");

    internal override LossFunction CreateFunction(int outputs) => new MulticlassHinge(Margin);
}
