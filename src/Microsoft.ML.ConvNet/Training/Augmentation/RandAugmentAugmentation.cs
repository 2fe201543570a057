using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Applies a few operations drawn from a fixed set, all with the same strength (Cubuk, Zoph, Shlens, Le: RandAugment, 2019). The set and its ranges are those of
/// torchvision's RandAugment: nothing, shear and translation along either axis, rotation, brightness, saturation, contrast, sharpness, fewer bits, solarisation,
/// automatic contrast, equalised histogram.
/// </summary>
/// <remarks>
/// Two things differ: moved pixels are interpolated (bilinear), and images are sheared about their centre, so that their middle stays in sight. Saturation does nothing to images
/// that do not have three channels.
/// </remarks>
public sealed record RandAugmentAugmentation : Augmentation
{
    // As in the paper's code: magnitudes are numbered 0 to 30.
    private const int LargestMagnitude = 30;

    // At 30: slope of the shear, share of the image, degrees, difference of the factor from 1, bits that are dropped.
    private const float LargestShear = 0.3f, LargestTranslation = 150f / 331, LargestAngle = 30, LargestFactor = 0.9f, MostDroppedBits = 4;

    private const int MostKept = 15;

    private enum Operation
    {
        Nothing, ShearX, ShearY, TranslateX, TranslateY, Rotate, Brightness, Saturation, Contrast, Sharpness, Posterize, Solarize, AutoContrast, Equalize, Count,
    }

    /// <summary>How many operations an image gets, 0 or more; 2 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Operations
    {
        get;
        init => field = value is >= 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(nameof(Operations), value, $"{nameof(Operations)} must be 0 to 100.");
    } = 2;

    /// <summary>Their strength, 0 to 30; 9 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int Magnitude
    {
        get;
        init => field = value is >= 0 and <= LargestMagnitude
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Magnitude), value, $"{nameof(Magnitude)} must be 0 to {LargestMagnitude}.");
    } = 9;

    /// <summary>Kept up to a magnitude of 15 (half of the strongest); beyond, uncertain.</summary>
    public override LabelMeaning LabelMeaning => Magnitude <= MostKept ? LabelMeaning.Kept : LabelMeaning.Uncertain;

    /// <summary>The name, the number of operations and the magnitude.</summary>
    public override string ToString() => Text($"RandAugment ({Operations} operations, magnitude {Magnitude})");

    internal override void Apply(ImageAugmenter image)
    {
        for (int i = 0; i < Operations; i++)
        {
            var operation = (Operation)image.Random.Below((int)Operation.Count);
            bool isNegative = image.Random.Happens(0.5f);
            Apply(image, operation, isNegative ? -1 : 1);
        }
    }

    private void Apply(ImageAugmenter image, Operation operation, int sign)
    {
        var (shape, range, strength) = (image.Shape, image.Range, (float)Magnitude / LargestMagnitude);
        float shear = sign * strength * LargestShear, factor = 1 + sign * strength * LargestFactor;
        switch (operation)
        {
            case Operation.ShearX: Move(PixelMap.Affine(shape, 0, shearX: Degrees(shear))); break;
            case Operation.ShearY: Move(PixelMap.Affine(shape, 0, shearY: Degrees(shear))); break;
            case Operation.TranslateX: Move(PixelMap.Translation((int)(sign * strength * LargestTranslation * shape.Width), 0)); break;
            case Operation.TranslateY: Move(PixelMap.Translation(0, (int)(sign * strength * LargestTranslation * shape.Height))); break;
            case Operation.Rotate: Move(PixelMap.Affine(shape, sign * strength * LargestAngle)); break;
            case Operation.Brightness: ColorOperations.Brightness(image.Pixels, range, factor); break;
            case Operation.Saturation: ColorOperations.Saturation(image.Pixels, shape.Channels, range, factor); break;
            case Operation.Contrast: ColorOperations.Contrast(image.Pixels, shape.Channels, range, factor); break;
            case Operation.Sharpness: ColorOperations.Sharpness(image.Pixels, shape, range, factor, image.Scratch); break;
            case Operation.Posterize: ToneOperations.Posterize(image.Pixels, range, 8 - (int)MathF.Round(strength * MostDroppedBits)); break;
            case Operation.Solarize: ToneOperations.Solarize(image.Pixels, range, 255 * (1 - strength)); break;
            case Operation.AutoContrast: ToneOperations.AutoContrast(image.Pixels, shape.Channels, range); break;
            case Operation.Equalize: ToneOperations.Equalize(image.Pixels, shape.Channels, range); break;
        }

        void Move(PixelMap map) => image.Transform(map, PaddingMode.Zeros);
    }

    private static double Degrees(float slope) => Math.Atan(slope) * 180 / Math.PI;
}
