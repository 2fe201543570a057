using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Mixup: every image becomes a weighted mean of itself and another of its mini-batch (Zhang, Cisse, Dauphin, Lopez-Paz: mixup: Beyond Empirical Risk Minimization, 2018),
/// with one share for the whole batch, as torchvision's MixUp.
/// </summary>
public sealed record MixUpAugmentation : MixingAugmentation
{
    /// <summary>The name and what was set.</summary>
    public override string ToString() => Text($"mixup (alpha {Alpha}, probability {Probability})");

    internal override float Mix(Span<float> pixels, ImageShape shape, float share, ReadOnlySpan<float> first, ref AugmentationRandom random)
    {
        for (int start = 0; start < pixels.Length; start += shape.Size)
        {
            var row = pixels.Slice(start, shape.Size);
            var next = start + shape.Size < pixels.Length ? pixels.Slice(start + shape.Size, shape.Size) : first;

            // next + share * (row - next)
            TensorPrimitives.Subtract(row, next, row);
            TensorPrimitives.MultiplyAdd(row, share, next, row);
        }

        return share;
    }
}
