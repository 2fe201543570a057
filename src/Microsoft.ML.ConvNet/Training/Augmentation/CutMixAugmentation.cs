using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// CutMix: a rectangle of every image is replaced by that of another of its mini-batch (Yun et al.: CutMix: Regularization Strategy to Train Strong Classifiers with
/// Localizable Features, 2019). The rectangle is the same for the whole batch: with a drawn share s it has the sides sqrt(1 - s) times those of the image, about a drawn pixel,
/// cut at the image's border, as torchvision's CutMix. The labels' shares are those of the areas.
/// </summary>
public sealed record CutMixAugmentation : MixingAugmentation
{
    /// <summary>The name and what was set.</summary>
    public override string ToString() => Text($"cutmix (alpha {Alpha}, probability {Probability})");

    internal override float Mix(Span<float> pixels, ImageShape shape, float share, ReadOnlySpan<float> first, ref AugmentationRandom random)
    {
        int centreX = random.Below(shape.Width), centreY = random.Below(shape.Height);
        float half = 0.5f * MathF.Sqrt(1 - share);
        int halfWidth = (int)(half * shape.Width), halfHeight = (int)(half * shape.Height);
        int left = Math.Max(centreX - halfWidth, 0), right = Math.Min(centreX + halfWidth, shape.Width);
        int top = Math.Max(centreY - halfHeight, 0), bottom = Math.Min(centreY + halfHeight, shape.Height);
        for (int start = 0; start < pixels.Length; start += shape.Size)
        {
            var next = start + shape.Size < pixels.Length ? pixels.Slice(start + shape.Size, shape.Size) : first;
            for (int y = top; y < bottom; y++)
            {
                int offset = (y * shape.Width + left) * shape.Channels;
                next.Slice(offset, (right - left) * shape.Channels).CopyTo(pixels[(start + offset)..]);
            }
        }

        return 1 - (float)((right - left) * (bottom - top)) / (shape.Width * shape.Height);
    }
}
