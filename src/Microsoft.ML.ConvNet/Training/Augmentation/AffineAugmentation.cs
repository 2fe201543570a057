using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Shears, scales, turns and moves the image at random, in one pass (bilinear), as torchvision's RandomAffine. What comes into sight from outside is black.
/// </summary>
/// <remarks>
/// Every amount is uniform between its bounds. The image is sheared along its rows and then along its columns, scaled and turned, all about its centre, and then moved by a
/// whole number of pixels along each axis.
/// </remarks>
public sealed record AffineAugmentation : Augmentation
{
    // A shift by more than this share may push what the label means out of sight.
    private const float MostKeptShift = 0.25f;

    /// <summary>The angle is from minus to plus this many degrees: 0 to 180; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Degrees { get; init => field = Within(value, 0, 180, nameof(Degrees)); }

    /// <summary>The image moves by up to this share of its width and height in each direction: 0 to 1; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float Translate { get; init => field = Within(value, 0, 1, nameof(Translate)); }

    /// <summary>The least factor of size, above 0; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float MinimumScale { get; init => field = AboveZero(value, 100, nameof(MinimumScale)); } = 1;

    /// <summary>The largest factor of size, above 0; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float MaximumScale { get; init => field = AboveZero(value, 100, nameof(MaximumScale)); } = 1;

    /// <summary>Rows are sheared by an angle from minus to plus this many degrees: 0 to less than 90; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float ShearX { get; init => field = Within(value, 0, 89, nameof(ShearX)); }

    /// <summary>Columns are sheared by an angle from minus to plus this many degrees: 0 to less than 90; 0 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public float ShearY { get; init => field = Within(value, 0, 89, nameof(ShearY)); }

    /// <summary>Kept up to 45 degrees and a shift by a quarter; beyond, uncertain.</summary>
    public override LabelMeaning LabelMeaning =>
        Degrees <= RotationAugmentation.MostKept && ShearX <= RotationAugmentation.MostKept && ShearY <= RotationAugmentation.MostKept && Translate <= MostKeptShift
            ? LabelMeaning.Kept
            : LabelMeaning.Uncertain;

    /// <summary>The name and what was set.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        if (Degrees > 0) parts.Add(Text($"{Degrees} degrees"));
        if (Translate > 0) parts.Add(Text($"translate {Translate}"));
        if (MinimumScale != 1 || MaximumScale != 1) parts.Add(Text($"scale {MinimumScale} to {MaximumScale}"));
        if (ShearX > 0 || ShearY > 0) parts.Add(Text($"shear {ShearX} and {ShearY} degrees"));
        return $"affine ({string.Join(", ", parts)})";
    }

    internal override void Apply(ImageAugmenter image)
    {
        ref var random = ref image.Random;
        float degrees = random.Uniform(-Degrees, Degrees);
        float right = MathF.Round(random.Uniform(-Translate, Translate) * image.Shape.Width), down = MathF.Round(random.Uniform(-Translate, Translate) * image.Shape.Height);
        float scale = random.Uniform(MinimumScale, MaximumScale);
        float shearX = random.Uniform(-ShearX, ShearX), shearY = random.Uniform(-ShearY, ShearY);
        image.Transform(PixelMap.Affine(image.Shape, degrees, scale, shearX, shearY, right, down), PaddingMode.Zeros);
    }
}
