using Microsoft.ML.ConvNet;
using Microsoft.ML.Data;

namespace ImageClassifier.Pictures;

/// <summary>The form that pictures are brought into before the network sees them.</summary>
/// <param name="Size">Width and height.</param>
/// <param name="Grayscale">One channel of grey instead of red, green and blue.</param>
internal sealed record PictureFormat(PictureSize Size, bool Grayscale)
{
    /// <summary>Pictures that are all of one size up to this one keep it.</summary>
    private const int LargestKeptSize = 96;

    private const int SampleCount = 50;

    /// <summary>The size for all other pictures.</summary>
    private static readonly PictureSize UsualSize = new(64, 64);

    /// <summary>The shape that the network gets.</summary>
    public ImageShape Shape => new(Grayscale ? 1 : 3, Size.Height, Size.Width);

    /// <summary>Looks at some of the pictures for what the user has not said.</summary>
    /// <param name="pictures">At least one.</param>
    /// <param name="size">Width and height, or null: the pictures' own size if that is small and common to them, else 64x64.</param>
    /// <param name="grayscale">Or null: whether the pictures have no colour.</param>
    /// <exception cref="UserException">A picture cannot be read.</exception>
    public static PictureFormat Choose(IReadOnlyList<Picture> pictures, PictureSize? size, bool? grayscale)
    {
        if (size is null || grayscale is null)
        {
            (bool areGray, PictureSize? ownSize) = Look(pictures);
            grayscale ??= areGray;
            size ??= ownSize is { Width: <= LargestKeptSize, Height: <= LargestKeptSize } ? ownSize : UsualSize;
        }

        return new PictureFormat(size, grayscale.Value);
    }

    /// <summary>For example <c>28x28 gray</c>.</summary>
    public override string ToString() => $"{Size} {(Grayscale ? "gray" : "colour")}";

    private static (bool AreGray, PictureSize? CommonSize) Look(IReadOnlyList<Picture> pictures)
    {
        bool areGray = true, haveOneSize = true;
        PictureSize? commonSize = null;
        int count = Math.Min(SampleCount, pictures.Count);
        for (int i = 0; i < count; i++)
        {
            // Spread over the list, which is ordered by class.
            using MLImage image = PictureFile.Open(pictures[(int)((long)i * pictures.Count / count)].ImagePath);
            var imageSize = new PictureSize(image.Width, image.Height);
            commonSize ??= imageSize;
            haveOneSize &= commonSize == imageSize;
            areGray &= IsGray(image);
        }

        return (areGray, haveOneSize ? commonSize : null);
    }

    private static bool IsGray(MLImage image)
    {
        // Four bytes a pixel; red and blue may stand in either order.
        ReadOnlySpan<byte> pixels = image.Pixels;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2]) return false;
        }

        return true;
    }
}
