namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// Changes images, one after the other, as a list of augmentations says. Geometric changes are collected and made in one pass, when something needs the pixels.
/// Serves one thread; an image allocates nothing.
/// </summary>
internal sealed class ImageAugmenter
{
    private readonly Augmentation[] _augmentations;
    private readonly ulong _seed;
    private float[] _pixels;
    private float[] _spare;
    private AugmentationRandom _random;
    private PixelMap _map = PixelMap.Identity;
    private PaddingMode? _border;
    private PixelWindow _window;

    /// <param name="augmentations">What to do; those that mix images do nothing here.</param>
    /// <param name="mean">The mean of each channel: what a hole is filled with. Empty for black.</param>
    /// <param name="seed">Decides about all changes, together with an image's epoch and row.</param>
    /// <exception cref="ArgumentException">An augmentation cannot be applied to images of this shape.</exception>
    public ImageAugmenter(AugmentationList augmentations, ImageShape shape, PixelRange range, ReadOnlySpan<float> mean, ulong seed)
    {
        augmentations.Check(shape);
        _augmentations = [.. augmentations];
        _seed = seed;
        _pixels = new float[shape.Size];
        _spare = new float[shape.Size];
        Shape = shape;
        Range = range;
        Mean = mean.IsEmpty ? [.. Enumerable.Repeat(range.Black, shape.Channels)] : mean.ToArray();
        _window = PixelWindow.Of(shape);
    }

    public ImageShape Shape { get; }

    public PixelRange Range { get; }

    /// <summary>What a hole is filled with: one value a channel.</summary>
    public float[] Mean { get; }

    /// <summary>The random numbers of this augmentation for this image.</summary>
    public ref AugmentationRandom Random => ref _random;

    /// <summary>The image in work, in H, W, C order, with all changes made. Written by the caller before <see cref="Run"/>.</summary>
    public Span<float> Pixels
    {
        get
        {
            Flush();
            return _pixels;
        }
    }

    /// <summary>Memory of the size of an image for the augmentation in work; <see cref="Pixels"/> first.</summary>
    public Span<float> Scratch => _spare;

    /// <summary>Changes the image that is in <see cref="Pixels"/>.</summary>
    /// <param name="epoch">Zero-based.</param>
    /// <param name="row">The number of the image in the data.</param>
    /// <returns>The changed image; valid until the next one.</returns>
    public ReadOnlySpan<float> Run(int epoch, long row)
    {
        _random = AugmentationRandom.ForImage(_seed, epoch, row);
        for (int place = 0; place < _augmentations.Length; place++)
        {
            _random.BeginAugmentation(place);
            _augmentations[place].Apply(this);
        }

        return Pixels;
    }

    /// <summary>Moves the pixels.</summary>
    /// <param name="map">Where they come from.</param>
    /// <param name="border">What is outside of the image; null for a map that shows nothing of it.</param>
    public void Transform(in PixelMap map, PaddingMode? border)
    {
        // Two maps with black around the image are one map: what the first pushed out may come back with the second. Other borders are copies of pixels and have to be
        // there for the second.
        if (border is not null && _border is not null && (border, _border) != (PaddingMode.Zeros, PaddingMode.Zeros)) Flush();
        _map = map.After(_map);
        _border ??= border;
    }

    /// <summary>Moves the pixels, with nothing but a part of the image in sight and its nearest pixels outside of it.</summary>
    public void Transform(in PixelMap map, PixelWindow window)
    {
        Flush();
        _map = map;
        _border = PaddingMode.Replicate;
        _window = window;
    }

    private void Flush()
    {
        if (_map != PixelMap.Identity)
        {
            ImageSampler.Sample(_pixels, Shape, _map, _border ?? PaddingMode.Replicate, _window, Range.Black, _spare);
            (_pixels, _spare) = (_spare, _pixels);
        }

        _map = PixelMap.Identity;
        _border = null;
        _window = PixelWindow.Of(Shape);
    }
}
