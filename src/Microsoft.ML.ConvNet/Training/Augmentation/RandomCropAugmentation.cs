using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Adds a border and cuts an image of the old size out of the result at a random place, as torchvision's RandomCrop with padding: the image moves by up to
/// <see cref="Padding"/> pixels along each axis, each distance as likely as any other.
/// </summary>
public sealed record RandomCropAugmentation : Augmentation
{
    /// <summary>Pixels of the border on each side, 0 or more; 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Padding
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Padding), value, $"{nameof(Padding)} must be 0 or more.");
    } = 4;

    /// <summary>What the border shows; black by default (<see cref="PaddingMode.Zeros"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
    public PaddingMode PaddingMode
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(PaddingMode), value, $"{nameof(PaddingMode)} has no such value.");
    }

    /// <summary>Kept: small shifts are what the padding is for.</summary>
    public override LabelMeaning LabelMeaning => LabelMeaning.Kept;

    /// <summary>The name and the padding.</summary>
    public override string ToString() => Text($"random crop (padding {Padding}{(PaddingMode == PaddingMode.Zeros ? "" : $" {PaddingMode}")})");

    internal override void Check(ImageShape shape)
    {
        int least = Math.Min(shape.Height, shape.Width);
        if (PaddingMode == PaddingMode.Reflect && Padding >= least)
            throw new ArgumentException($"The augmentation {this} mirrors {Padding} pixels; images of {shape} (channels x height x width) have at most {least - 1} to mirror.");
    }

    internal override void Apply(ImageAugmenter image)
    {
        int down = image.Random.Below(2 * Padding + 1) - Padding, right = image.Random.Below(2 * Padding + 1) - Padding;
        image.Transform(PixelMap.Translation(right, down), PaddingMode);
    }
}
