using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Changes brightness, contrast, saturation and hue by random amounts, in a random order, as torchvision's ColorJitter (on floating-point images).
/// </summary>
/// <remarks>
/// Values stay within the range of the data: 0 to 255 when all pixels are whole numbers in it (and not all 0 and 1), else from the least to the largest value of the training
/// images. Saturation and hue need red, green and blue, in this order, and leave images of another number of channels as they are.
/// </remarks>
public sealed record ColorJitterAugmentation : Augmentation
{
    private const int Changes = 4;

    /// <summary>Pixels are multiplied by 1 - this to 1 + this, but by nothing below 0: 0 or more; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Brightness { get; init => field = Within(value, 0, 100, nameof(Brightness)); }

    /// <summary>Differences from the mean grey of the image are multiplied by 1 - this to 1 + this, but by nothing below 0: 0 or more; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Contrast { get; init => field = Within(value, 0, 100, nameof(Contrast)); }

    /// <summary>Differences of a pixel from its grey are multiplied by 1 - this to 1 + this, but by nothing below 0: 0 or more; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Saturation { get; init => field = Within(value, 0, 100, nameof(Saturation)); }

    /// <summary>Colours move along the circle of hues by minus to plus this part of it: 0 to 0.5; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Hue { get; init => field = Within(value, 0, 0.5f, nameof(Hue)); }

    /// <summary>Kept, but uncertain when the hue changes: a ripe tomato may turn green.</summary>
    public override LabelMeaning LabelMeaning => Hue > 0 ? LabelMeaning.Uncertain : LabelMeaning.Kept;

    /// <summary>The name and what was set.</summary>
    public override string ToString() => Text($"color jitter (brightness {Brightness}, contrast {Contrast}, saturation {Saturation}, hue {Hue})");

    internal override void Apply(ImageAugmenter image)
    {
        ref var random = ref image.Random;
        float brightness = Factor(Brightness, ref random), contrast = Factor(Contrast, ref random), saturation = Factor(Saturation, ref random);
        float hue = random.Uniform(-Hue, Hue);
        var pixels = image.Pixels;

        // Each of the four in turn takes one of the places that are left.
        Span<int> order = [0, 1, 2, 3];
        for (int i = Changes - 1; i > 0; i--)
        {
            int other = random.Below(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        foreach (int change in order)
        {
            switch (change)
            {
                case 0 when Brightness > 0: ColorOperations.Brightness(pixels, image.Range, brightness); break;
                case 1 when Contrast > 0: ColorOperations.Contrast(pixels, image.Shape.Channels, image.Range, contrast); break;
                case 2 when Saturation > 0: ColorOperations.Saturation(pixels, image.Shape.Channels, image.Range, saturation); break;
                case 3 when Hue > 0: ColorOperations.Hue(pixels, image.Shape.Channels, image.Range, hue); break;
            }
        }
    }

    private static float Factor(float amount, ref AugmentationRandom random) => random.Uniform(Math.Max(0, 1 - amount), 1 + amount);
}
