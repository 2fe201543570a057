using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>Exchanges top and bottom with some probability, as torchvision's RandomVerticalFlip. For pictures without an up and a down: seen from above, or through a microscope.</summary>
public sealed record VerticalFlipAugmentation : Augmentation
{
    /// <summary>The probability, 0 to 1; 0.5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Probability { get; init => field = Within(value, 0, 1, nameof(Probability)); } = 0.5f;

    /// <summary>Uncertain.</summary>
    public override LabelMeaning LabelMeaning => LabelMeaning.Uncertain;

    /// <summary>The name and the probability.</summary>
    public override string ToString() => Text($"vertical flip (probability {Probability})");

    internal override void Apply(ImageAugmenter image)
    {
        if (image.Random.Happens(Probability)) image.Transform(PixelMap.VerticalFlip(image.Shape), border: null);
    }
}
