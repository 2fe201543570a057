using System.Globalization;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// The hinge loss of a support vector machine, for K outputs that each say yes or no: the mean over k of t_k max(0, margin - s_k) + (1 - t_k) max(0, margin + s_k), where s are the
/// network's outputs and t the targets, 0 to 1. With targets of 0 and 1 that is the usual max(0, margin - y s) with y = 2t - 1.
/// </summary>
/// <remarks>Outputs that were trained with it are no logits: their sigmoid orders rows by how probable a yes is, but is no calibrated probability.</remarks>
public sealed record HingeLoss : Loss
{
    /// <summary>By how much an output must be on its side of 0: more than 0; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Margin { get; init => field = Positive(value, nameof(Margin)); } = 1;

    /// <inheritdoc/>
    public override bool TakesTargets => true;

    /// <summary>The name and the margin.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"hinge, margin {Margin}");

    internal override LossFunction CreateFunction(int outputs) => new Hinge(Margin);

    internal override LossFunction CreateMeasure() => new BinaryCrossEntropy(positiveWeight: 1);
}
