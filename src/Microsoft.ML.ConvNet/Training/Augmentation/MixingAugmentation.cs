using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Mixes every image of a mini-batch with its neighbour, after all other augmentations, and their labels with them: a mixture of a share s of one image and 1 - s of another costs s times
/// the loss of the first label plus 1 - s times that of the second. As accuracy counts whether the network says the label with the larger share.
/// </summary>
public abstract record MixingAugmentation : Augmentation
{
    private protected MixingAugmentation()
    {
    }

    /// <summary>
    /// The share is drawn from the beta distribution with both parameters this, above 0 and at most 4: small values give shares near 0 and 1, 1 (the default) any share alike.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Alpha { get; init => field = AboveZero(value, 4, nameof(Alpha)); } = 1;

    /// <summary>The share of batches that are mixed, 0 to 1; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Probability { get; init => field = Within(value, 0, 1, nameof(Probability)); } = 1;

    /// <summary>Mixed.</summary>
    public override LabelMeaning LabelMeaning => LabelMeaning.Mixed;

    internal sealed override void Apply(ImageAugmenter image)
    {
        // Takes whole batches.
    }

    /// <summary>Mixes every row of a batch with the next one, and the last with the first.</summary>
    /// <param name="pixels">The rows of the batch.</param>
    /// <param name="share">A share as <see cref="Alpha"/> says.</param>
    /// <param name="first">A copy of the first row.</param>
    /// <returns>The share of a row's own image in what it is now.</returns>
    internal abstract float Mix(Span<float> pixels, ImageShape shape, float share, ReadOnlySpan<float> first, ref AugmentationRandom random);

    /// <summary>
    /// A number from the beta distribution with both parameters <see cref="Alpha"/> (M. D. Joehnk, 1964): x / (x + y) with x = u^(1/alpha) and y = v^(1/alpha) of two uniform
    /// numbers, drawn until x + y is at most 1.
    /// </summary>
    internal float DrawShare(ref AugmentationRandom random)
    {
        while (true)
        {
            // 1 - u is never 0, and logarithms stay finite where powers vanish.
            double x = Math.Log(1 - (double)random.Uniform()) / Alpha, y = Math.Log(1 - (double)random.Uniform()) / Alpha;
            double most = Math.Max(x, y);
            if (most + Math.Log(Math.Exp(x - most) + Math.Exp(y - most)) <= 0) return (float)(1 / (1 + Math.Exp(y - x)));
        }
    }
}
