namespace Microsoft.ML.ConvNet;

/// <summary>
/// Where lists of augmentations start: <c>Augmentations.RandomCrop(4).HorizontalFlip()</c>, or one of the presets. Training images are changed at random, anew in every epoch,
/// so that few images go further; validation and scoring see them as they are.
/// </summary>
public static class Augmentations
{
    /// <summary>No augmentation.</summary>
    public static AugmentationList None { get; } = new([]);

    /// <summary>For digits, letters and other signs: small turns, shifts, changes of size and shears; nothing mirrored.</summary>
    public static AugmentationList Digits { get; } = Affine(degrees: 10, translate: 0.08f, minimumScale: 0.9f, maximumScale: 1.1f, shearX: 10);

    /// <summary>For photographs of things: parts of half the area and more, mirrored or not, with other brightness, contrast and saturation.</summary>
    public static AugmentationList Photos { get; } = RandomResizedCrop(minimumArea: 0.5f).HorizontalFlip().ColorJitter(brightness: 0.2f, contrast: 0.2f, saturation: 0.2f);

    /// <inheritdoc cref="AugmentationList.HorizontalFlip"/>
    public static AugmentationList HorizontalFlip(float probability = 0.5f) => None.HorizontalFlip(probability);

    /// <inheritdoc cref="AugmentationList.VerticalFlip"/>
    public static AugmentationList VerticalFlip(float probability = 0.5f) => None.VerticalFlip(probability);

    /// <inheritdoc cref="AugmentationList.RandomCrop"/>
    public static AugmentationList RandomCrop(int padding = 4, PaddingMode paddingMode = PaddingMode.Zeros) => None.RandomCrop(padding, paddingMode);

    /// <inheritdoc cref="AugmentationList.RandomResizedCrop"/>
    public static AugmentationList RandomResizedCrop(float minimumArea = 0.08f, float maximumArea = 1) => None.RandomResizedCrop(minimumArea, maximumArea);

    /// <inheritdoc cref="AugmentationList.Rotation"/>
    public static AugmentationList Rotation(float degrees = 10) => None.Rotation(degrees);

    /// <inheritdoc cref="AugmentationList.Affine"/>
    public static AugmentationList Affine(
        float degrees = 0, float translate = 0, float minimumScale = 1, float maximumScale = 1, float shearX = 0, float shearY = 0) =>
        None.Affine(degrees, translate, minimumScale, maximumScale, shearX, shearY);

    /// <inheritdoc cref="AugmentationList.ColorJitter"/>
    public static AugmentationList ColorJitter(float brightness = 0, float contrast = 0, float saturation = 0, float hue = 0) =>
        None.ColorJitter(brightness, contrast, saturation, hue);

    /// <inheritdoc cref="AugmentationList.Cutout"/>
    public static AugmentationList Cutout(int size = 8, float probability = 1) => None.Cutout(size, probability);

    /// <inheritdoc cref="AugmentationList.RandAugment"/>
    public static AugmentationList RandAugment(int operations = 2, int magnitude = 9) => None.RandAugment(operations, magnitude);

    /// <inheritdoc cref="AugmentationList.MixUp"/>
    public static AugmentationList MixUp(float alpha = 1, float probability = 1) => None.MixUp(alpha, probability);

    /// <inheritdoc cref="AugmentationList.CutMix"/>
    public static AugmentationList CutMix(float alpha = 1, float probability = 1) => None.CutMix(alpha, probability);
}
