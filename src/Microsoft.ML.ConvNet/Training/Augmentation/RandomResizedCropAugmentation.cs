using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Cuts a part of random area, shape and place out of the image and enlarges it to the image's size (bilinear), as torchvision's RandomResizedCrop does and as the
/// networks of ImageNet are trained (Szegedy et al.: Going Deeper with Convolutions, 2015).
/// </summary>
/// <remarks>
/// The area is uniform between the two shares of the image's area, the logarithm of width / height uniform between those of <see cref="MinimumAspectRatio"/> and
/// <see cref="MaximumAspectRatio"/>. What does not fit is drawn again; after ten attempts the largest part of an allowed shape is taken from the middle.
/// </remarks>
public sealed record RandomResizedCropAugmentation : Augmentation
{
    private const int Attempts = 10;

    /// <summary>The least share of the image's area, above 0 and at most 1; 0.08 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float MinimumArea { get; init => field = AboveZero(value, 1, nameof(MinimumArea)); } = 0.08f;

    /// <summary>The largest share of the image's area, above 0 and at most 1; 1 by default. The smaller of the two shares is the least.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float MaximumArea { get; init => field = AboveZero(value, 1, nameof(MaximumArea)); } = 1;

    /// <summary>The least width / height, above 0; 3/4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float MinimumAspectRatio { get; init => field = AboveZero(value, 100, nameof(MinimumAspectRatio)); } = 3f / 4;

    /// <summary>The largest width / height, above 0; 4/3 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float MaximumAspectRatio { get; init => field = AboveZero(value, 100, nameof(MaximumAspectRatio)); } = 4f / 3;

    /// <summary>Uncertain: a small part may not show what the label says.</summary>
    public override LabelMeaning LabelMeaning => LabelMeaning.Uncertain;

    /// <summary>The name and the areas.</summary>
    public override string ToString() => Text($"random resized crop (area {MinimumArea} to {MaximumArea}, aspect ratio {MinimumAspectRatio:0.###} to {MaximumAspectRatio:0.###})");

    internal override void Apply(ImageAugmenter image)
    {
        var (left, top, width, height) = Draw(image.Shape, ref image.Random);
        image.Transform(PixelMap.Crop(image.Shape, left, top, width, height), new PixelWindow(left, top, left + width - 1, top + height - 1));
    }

    private (int Left, int Top, int Width, int Height) Draw(ImageShape shape, ref AugmentationRandom random)
    {
        double area = (double)shape.Width * shape.Height;
        float leastLog = MathF.Log(MinimumAspectRatio), mostLog = MathF.Log(MaximumAspectRatio);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double size = area * random.Uniform(MinimumArea, MaximumArea), ratio = Math.Exp(random.Uniform(leastLog, mostLog));
            int width = (int)Math.Round(Math.Sqrt(size * ratio)), height = (int)Math.Round(Math.Sqrt(size / ratio));
            if (width < 1 || height < 1 || width > shape.Width || height > shape.Height) continue;
            int top = random.Below(shape.Height - height + 1), left = random.Below(shape.Width - width + 1);
            return (left, top, width, height);
        }

        double own = (double)shape.Width / shape.Height;
        var (middleWidth, middleHeight) = (shape.Width, shape.Height);
        if (own < MinimumAspectRatio) middleHeight = Math.Clamp((int)Math.Round(shape.Width / MinimumAspectRatio), 1, shape.Height);
        else if (own > MaximumAspectRatio) middleWidth = Math.Clamp((int)Math.Round(shape.Height * MaximumAspectRatio), 1, shape.Width);
        return ((shape.Width - middleWidth) / 2, (shape.Height - middleHeight) / 2, middleWidth, middleHeight);
    }
}
