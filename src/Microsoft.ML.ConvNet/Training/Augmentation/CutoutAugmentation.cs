using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Covers a square with the mean colour of the training images (DeVries and Taylor: Improved Regularization of Convolutional Neural Networks with Cutout, 2017). Its
/// centre is any pixel, so that part of the square may lie outside of the image.
/// </summary>
public sealed record CutoutAugmentation : Augmentation
{
    /// <summary>Side of the square in pixels, 1 or more; 8 by default. The paper takes 16 of the 32 pixels of CIFAR-10's images, and 8 of those of CIFAR-100's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Size
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Size), value, $"{nameof(Size)} must be 1 or more.");
    } = 8;

    /// <summary>The probability, 0 to 1; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Probability { get; init => field = Within(value, 0, 1, nameof(Probability)); } = 1;

    /// <summary>Kept: part of what the label means stays in sight, unless the square is as large as the object.</summary>
    public override LabelMeaning LabelMeaning => LabelMeaning.Kept;

    /// <summary>The name, the size and the probability.</summary>
    public override string ToString() => Text($"cutout (size {Size}, probability {Probability})");

    internal override void Apply(ImageAugmenter image)
    {
        if (!image.Random.Happens(Probability)) return;
        var shape = image.Shape;
        int top = image.Random.Below(shape.Height) - Size / 2, left = image.Random.Below(shape.Width) - Size / 2;
        int firstX = Math.Max(left, 0), endX = Math.Min(left + Size, shape.Width), endY = Math.Min(top + Size, shape.Height);
        var pixels = image.Pixels;
        for (int y = Math.Max(top, 0); y < endY; y++)
        {
            for (int x = firstX; x < endX; x++) image.Mean.CopyTo(pixels[((y * shape.Width + x) * shape.Channels)..]);
        }
    }
}
