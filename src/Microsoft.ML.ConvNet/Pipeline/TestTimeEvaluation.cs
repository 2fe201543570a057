using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Networks;
using Microsoft.ML.ConvNet.Pipeline.Averaging;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Scores an image by several views of it and takes the average, which is usually right more often, for the time of as many evaluations. An immutable value, given to
/// <see cref="ConvNetTransformer.WithTestTimeEvaluation"/> or to <see cref="ConvNetScoringOptions.TestTimeEvaluation"/>.
/// </summary>
/// <remarks>
/// <para>
/// What is averaged are the probabilities: the softmax of each view for classes; for yes or no the probability of yes, of whose average <c>Score</c> is the logit; for regression the
/// numbers themselves. Mirroring is only for what an image and its mirror image have in common: not for digits or for positions.
/// </para>
/// <para>
/// <see cref="TenCrop"/> and <see cref="Dense"/> look at images that are larger than the network's input. Encoded images are resized to the larger size (by
/// <see cref="ConvNetScoringOptions.Resizing"/>); a column of pixels must hold images of it, for example from ResizeImages.
/// </para>
/// </remarks>
public sealed record TestTimeEvaluation
{
    private TestTimeEvaluation(TestTimeViews views, Extent? imageSize, bool isMirrored) => (Views, ImageSize, IsMirrored) = (views, imageSize, isMirrored);

    /// <summary>The image and its mirror image: two views.</summary>
    public static TestTimeEvaluation HorizontalFlip { get; } = new(TestTimeViews.Whole, null, isMirrored: true);

    /// <summary>Which parts of an image are looked at.</summary>
    public TestTimeViews Views { get; }

    /// <summary>Height and width of the images in pixels; <see langword="null"/>: those of the network's input.</summary>
    public Extent? ImageSize { get; }

    /// <summary>Whether the mirror image (left and right exchanged) of each view is looked at too.</summary>
    public bool IsMirrored { get; }

    /// <summary>The four corners and the centre of a larger image, each as it is and mirrored: ten views of the size of the network's input (Krizhevsky et al., 2012: 224 of 256 pixels).</summary>
    /// <param name="imageSize">Height and width of the images in pixels, at least those of the network's input.</param>
    /// <exception cref="ArgumentOutOfRangeException">Height or width is not 1 to 32767.</exception>
    public static TestTimeEvaluation TenCrop(Extent imageSize) => new(TestTimeViews.Crops, Checked(imageSize), isMirrored: true);

    /// <summary>
    /// The network runs over a larger image as a convolution does: its dense layers become convolutions and give a score for every part of the image of the size of the network's input, as far
    /// apart as the strides of its layers (Sermanet et al., 2014; Simonyan and Zisserman, 2015). That is much cheaper than evaluating all these crops, and differs from it in that the padding
    /// inside the network shows what is beside the crop instead of zeros.
    /// </summary>
    /// <remarks>
    /// Possible for networks of convolutions, pooling, norms and activations that end in (flatten and) dense layers or in global or adaptive pooling; an error names the layer of another that cannot.
    /// Here the softmax of every position is averaged, as for crops. Squeeze-and-excitation looks at the whole larger image.
    /// </remarks>
    /// <param name="imageSize">Height and width of the images in pixels, at least those of the network's input.</param>
    /// <param name="horizontalFlip">Whether the mirror image is evaluated too, as in the paper on VGG. Default <see langword="false"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Height or width is not 1 to 32767.</exception>
    public static TestTimeEvaluation Dense(Extent imageSize, bool horizontalFlip = false) => new(TestTimeViews.Dense, Checked(imageSize), horizontalFlip);

    /// <summary>The evaluation in a few words.</summary>
    public override string ToString() =>
        (Views switch { TestTimeViews.Whole => "whole image", TestTimeViews.Crops => $"crops of {ImageSize}", _ => $"dense on {ImageSize}" }) + (IsMirrored ? ", also mirrored" : "");

    /// <summary>The evaluation of a model file.</summary>
    /// <exception cref="FormatException">There is no such evaluation.</exception>
    internal static TestTimeEvaluation Of(TestTimeViews views, Extent? imageSize, bool isMirrored)
    {
        if (views == TestTimeViews.Whole ? imageSize is not null || !isMirrored : imageSize is null) throw new FormatException($"there is no test-time evaluation of views {views}, size {imageSize}");
        return new TestTimeEvaluation(views, imageSize is { } size ? Checked(size) : null, isMirrored);
    }

    /// <summary>The shape of the images that are read.</summary>
    /// <param name="input">The network's input.</param>
    internal ImageShape ImageShape(ImageShape input) => ImageSize is { } size ? input with { Height = size.Height, Width = size.Width } : input;

    /// <summary>The network that evaluates a view.</summary>
    /// <exception cref="ArgumentException">The network cannot be evaluated like this; the message says why.</exception>
    internal Network NetworkOf(Network network)
    {
        var (image, input) = (ImageShape(network.InputShape), network.InputShape);
        if (image.Height < input.Height || image.Width < input.Width)
            throw new ArgumentException($"The test-time evaluation needs images of at least {input.Height}x{input.Width} pixels, the network's input, but is for {ImageSize}.");
        return Views == TestTimeViews.Dense ? FullyConvolutional.Convert(network, image) : network;
    }

    /// <summary>The views of an image.</summary>
    /// <param name="image">The shape of the image.</param>
    /// <param name="view">The shape that the network evaluates.</param>
    internal ImmutableArray<ImageView> ViewsOf(ImageShape image, ImageShape view)
    {
        int bottom = image.Height - view.Height, right = image.Width - view.Width;
        ImageView[] views = Views == TestTimeViews.Crops
            ? [new(0, 0), new(0, right), new(bottom, 0), new(bottom, right), new(bottom / 2, right / 2)]
            : [new(0, 0)];
        return IsMirrored ? [.. views, .. views.Select(one => one with { IsMirrored = true })] : [.. views];
    }

    private static Extent Checked(Extent size) => Layers.LayerRules.WindowExtent(size, "imageSize");
}
