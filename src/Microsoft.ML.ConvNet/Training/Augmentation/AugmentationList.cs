using System.Collections;
using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Augmentations in the order in which they are applied: a value that does not change; every method gives a new list with one more. Lists start at <see cref="Augmentations"/>.
/// </summary>
/// <remarks>
/// What an image becomes depends on the seed, the epoch and the number of the row alone: not on threads, batches or the images before it. Neighbouring changes of geometry
/// are made in one pass, so that pixels are interpolated once.
/// </remarks>
/// <example>
/// <code>
/// var augmentation = Augmentations.RandomCrop(4).HorizontalFlip().ColorJitter(brightness: 0.2f, contrast: 0.2f);
/// </code>
/// </example>
public sealed record AugmentationList : IReadOnlyList<Augmentation>
{
    private readonly ImmutableArray<Augmentation> _augmentations;

    internal AugmentationList(ImmutableArray<Augmentation> augmentations) => _augmentations = augmentations;

    /// <summary>Number of augmentations.</summary>
    public int Count => _augmentations.Length;

    /// <summary>Whether a label stays right under all of them: the worst of the list.</summary>
    public LabelMeaning LabelMeaning => _augmentations.Select(augmentation => augmentation.LabelMeaning).DefaultIfEmpty().Max();

    /// <summary>The augmentation at a place of the list.</summary>
    public Augmentation this[int index] => _augmentations[index];

    /// <summary>Adds an augmentation.</summary>
    public AugmentationList Add(Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        return new AugmentationList(_augmentations.Add(augmentation));
    }

    /// <summary>Exchanges left and right; see <see cref="HorizontalFlipAugmentation"/>.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList HorizontalFlip(float probability = 0.5f) => Add(new HorizontalFlipAugmentation { Probability = probability });

    /// <summary>Exchanges top and bottom; see <see cref="VerticalFlipAugmentation"/>.</summary>
    /// <param name="probability">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList VerticalFlip(float probability = 0.5f) => Add(new VerticalFlipAugmentation { Probability = probability });

    /// <summary>Moves the image by some pixels; see <see cref="RandomCropAugmentation"/>.</summary>
    /// <param name="padding">The most pixels in each direction, 0 or more.</param>
    /// <param name="paddingMode">What comes into sight.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList RandomCrop(int padding = 4, PaddingMode paddingMode = PaddingMode.Zeros) =>
        Add(new RandomCropAugmentation { Padding = padding, PaddingMode = paddingMode });

    /// <summary>Enlarges a part of the image; see <see cref="RandomResizedCropAugmentation"/>.</summary>
    /// <param name="minimumArea">The least share of the image's area, above 0 and at most 1.</param>
    /// <param name="maximumArea">The largest share of the image's area, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList RandomResizedCrop(float minimumArea = 0.08f, float maximumArea = 1) =>
        Add(new RandomResizedCropAugmentation { MinimumArea = minimumArea, MaximumArea = maximumArea });

    /// <summary>Turns the image; see <see cref="RotationAugmentation"/>.</summary>
    /// <param name="degrees">The largest angle, 0 to 180.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList Rotation(float degrees = 10) => Add(new RotationAugmentation { Degrees = degrees });

    /// <summary>Shears, scales, turns and moves the image; see <see cref="AffineAugmentation"/>.</summary>
    /// <param name="degrees">The largest angle, 0 to 180.</param>
    /// <param name="translate">The largest shift as a share of the image, 0 to 1.</param>
    /// <param name="minimumScale">The least factor of size.</param>
    /// <param name="maximumScale">The largest factor of size.</param>
    /// <param name="shearX">The largest shear of rows in degrees.</param>
    /// <param name="shearY">The largest shear of columns in degrees.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList Affine(
        float degrees = 0, float translate = 0, float minimumScale = 1, float maximumScale = 1, float shearX = 0, float shearY = 0) => Add(new AffineAugmentation
        {
            Degrees = degrees,
            Translate = translate,
            MinimumScale = minimumScale,
            MaximumScale = maximumScale,
            ShearX = shearX,
            ShearY = shearY,
        });

    /// <summary>Changes colours; see <see cref="ColorJitterAugmentation"/>.</summary>
    /// <param name="brightness">0 or more.</param>
    /// <param name="contrast">0 or more.</param>
    /// <param name="saturation">0 or more.</param>
    /// <param name="hue">0 to 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList ColorJitter(float brightness = 0, float contrast = 0, float saturation = 0, float hue = 0) =>
        Add(new ColorJitterAugmentation { Brightness = brightness, Contrast = contrast, Saturation = saturation, Hue = hue });

    /// <summary>Covers a square; see <see cref="CutoutAugmentation"/>.</summary>
    /// <param name="size">Its side in pixels.</param>
    /// <param name="probability">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList Cutout(int size = 8, float probability = 1) => Add(new CutoutAugmentation { Size = size, Probability = probability });

    /// <summary>Applies operations drawn from a fixed set; see <see cref="RandAugmentAugmentation"/>.</summary>
    /// <param name="operations">How many, 0 or more.</param>
    /// <param name="magnitude">Their strength, 0 to 30.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList RandAugment(int operations = 2, int magnitude = 9) => Add(new RandAugmentAugmentation { Operations = operations, Magnitude = magnitude });

    /// <summary>Mixes images by weighted means; see <see cref="MixUpAugmentation"/>.</summary>
    /// <param name="alpha">Both parameters of the beta distribution of the share, above 0 and at most 4.</param>
    /// <param name="probability">The share of mini-batches that are mixed, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList MixUp(float alpha = 1, float probability = 1) => Add(new MixUpAugmentation { Alpha = alpha, Probability = probability });

    /// <summary>Mixes images by rectangles; see <see cref="CutMixAugmentation"/>.</summary>
    /// <inheritdoc cref="MixUp" path="/param"/>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AugmentationList CutMix(float alpha = 1, float probability = 1) => Add(new CutMixAugmentation { Alpha = alpha, Probability = probability });

    /// <summary>What training would make of a mini-batch of images: to look at.</summary>
    /// <param name="images">(N, C, H, W); stays as it is.</param>
    /// <param name="seed">The trainer's seed.</param>
    /// <param name="epoch">Zero-based; every epoch changes the images otherwise.</param>
    /// <param name="black">The least value that pixels can have.</param>
    /// <param name="white">The largest value that pixels can have.</param>
    /// <returns>Changed images of the same shape. Holes of <see cref="Cutout"/> have the mean of these images.</returns>
    /// <exception cref="ArgumentException">These are no images, or an augmentation cannot be applied to images of this shape.</exception>
    public Tensor Apply(Tensor images, int seed, int epoch = 0, float black = 0, float white = 255)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        if (!(white > black)) throw new ArgumentOutOfRangeException(nameof(white), white, $"{nameof(white)} must be above {nameof(black)}, which is {black}.");
        var batch = new TrainingBatch(images, new int[images.Dimensions.Length > 0 ? images.Dimensions[0] : 0]);
        return AugmentedTensor.Of(this, batch, (ulong)seed, epoch, new PixelRange(black, white));
    }

    /// <summary>The augmentations, in order.</summary>
    public IEnumerator<Augmentation> GetEnumerator() => ((IEnumerable<Augmentation>)_augmentations).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the other list has equal augmentations in the same order.</summary>
    public bool Equals(AugmentationList? other) => other is not null && _augmentations.AsSpan().SequenceEqual(other._augmentations.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var augmentation in _augmentations) hash.Add(augmentation);
        return hash.ToHashCode();
    }

    /// <summary>The augmentations with their numbers.</summary>
    public override string ToString() => Count == 0 ? "none" : string.Join(", ", _augmentations);

    /// <summary>Checks that all of them can be applied to images of this shape.</summary>
    /// <exception cref="ArgumentException">One cannot; the message says why.</exception>
    internal void Check(ImageShape shape)
    {
        foreach (var augmentation in _augmentations) augmentation.Check(shape);
    }
}
