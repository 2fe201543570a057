using Microsoft.ML.ConvNet;

namespace ImageClassifier.Learning;

/// <summary>The augmentations that the command line knows by name.</summary>
internal static class NamedAugmentations
{
    /// <summary>What pictures are trained with.</summary>
    public static IReadOnlyDictionary<string, AugmentationList> Presets { get; } = new Dictionary<string, AugmentationList>
    {
        ["none"] = Augmentations.None,
        ["digits"] = Augmentations.Digits,
        ["photos"] = Augmentations.Photos,
    };

    /// <summary>One of each, strong enough to be seen on a picture.</summary>
    public static IReadOnlyList<AugmentationList> Each { get; } =
    [
        Augmentations.HorizontalFlip(probability: 1),
        Augmentations.VerticalFlip(probability: 1),
        Augmentations.RandomCrop(6),
        Augmentations.RandomCrop(6, PaddingMode.Reflect),
        Augmentations.RandomResizedCrop(0.2f, 0.5f),
        Augmentations.Rotation(30),
        Augmentations.Affine(translate: 0.2f),
        Augmentations.Affine(minimumScale: 0.6f, maximumScale: 1.4f),
        Augmentations.Affine(shearX: 30),
        Augmentations.Affine(shearY: 30),
        Augmentations.ColorJitter(brightness: 0.7f),
        Augmentations.ColorJitter(contrast: 0.9f),
        Augmentations.ColorJitter(saturation: 1),
        Augmentations.ColorJitter(hue: 0.5f),
        Augmentations.Cutout(10),
        Augmentations.RandAugment(),
        Augmentations.RandAugment(operations: 3, magnitude: 20),
        Augmentations.MixUp(),
        Augmentations.CutMix(),
        Augmentations.Digits,
        Augmentations.Photos,
    ];
}
