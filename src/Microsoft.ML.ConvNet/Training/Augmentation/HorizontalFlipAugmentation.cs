using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>Exchanges left and right with some probability, as torchvision's RandomHorizontalFlip. Digits, letters and arrows become other ones or none.</summary>
public sealed record HorizontalFlipAugmentation : Augmentation
{
    /// <summary>The probability, 0 to 1; 0.5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Probability { get; init => field = Within(value, 0, 1, nameof(Probability)); } = 0.5f;

    /// <summary>Uncertain.</summary>
    public override LabelMeaning LabelMeaning => LabelMeaning.Uncertain;

    /// <summary>The name and the probability.</summary>
    public override string ToString() => Text($"horizontal flip (probability {Probability})");

    internal override void Apply(ImageAugmenter image)
    {
        if (image.Random.Happens(Probability)) image.Transform(PixelMap.HorizontalFlip(image.Shape), border: null);
    }
}
