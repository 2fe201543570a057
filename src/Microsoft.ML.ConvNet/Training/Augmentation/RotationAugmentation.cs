using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>Turns the image about its centre by a random angle (bilinear), as torchvision's RandomRotation. What comes into sight from outside is black.</summary>
public sealed record RotationAugmentation : Augmentation
{
    /// <summary>Beyond this angle a 6 may be a 9.</summary>
    internal const float MostKept = 45;

    /// <summary>The angle is uniform from minus to plus this many degrees: 0 to 180; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Degrees { get; init => field = Within(value, 0, 180, nameof(Degrees)); } = 10;

    /// <summary>Kept up to 45 degrees; beyond, uncertain.</summary>
    public override LabelMeaning LabelMeaning => Degrees <= MostKept ? LabelMeaning.Kept : LabelMeaning.Uncertain;

    /// <summary>The name and the angle.</summary>
    public override string ToString() => Text($"rotation ({Degrees} degrees)");

    internal override void Apply(ImageAugmenter image) =>
        image.Transform(PixelMap.Affine(image.Shape, image.Random.Uniform(-Degrees, Degrees)), PaddingMode.Zeros);
}
