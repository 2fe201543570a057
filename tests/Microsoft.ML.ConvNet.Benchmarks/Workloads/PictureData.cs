using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>Training and test pictures of a folder.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Training">Training pictures.</param>
/// <param name="Test">Test pictures.</param>
/// <param name="Width">Their width.</param>
/// <param name="Height">Their height.</param>
/// <param name="IsGray">Whether they have no colours.</param>
internal sealed record PictureData(string Name, IReadOnlyList<PictureRow> Training, IReadOnlyList<PictureRow> Test, int Width, int Height, bool IsGray)
{
    private const string ImageColumn = "Image";

    /// <summary>Reads a folder with the folders train and test, each of class folders.</summary>
    /// <param name="source">The folder; with @ and a number, so many of its training pictures, the same share of each class.</param>
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static PictureData Read(string source)
    {
        string[] parts = source.Split('@');
        string folder = parts[0];
        var training = Rows(Path.Combine(folder, "train"));
        if (parts.Length > 1 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int count) && count < training.Count)
        {
            // In the order of classes and names, every so many: the same share of each class.
            training = [.. Enumerable.Range(0, count).Select(i => training[(int)((long)i * training.Count / count)])];
        }

        using var image = MLImage.CreateFromFile(training[0].ImagePath);
        return new PictureData(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), training, Rows(Path.Combine(folder, "test")), image.Width, image.Height, IsGrayImage(image));
    }

    /// <summary>Labels to keys, files to pixels in the column Features.</summary>
    public IEstimator<ITransformer> Featurizer(MLContext mlContext)
    {
        var transforms = mlContext.Transforms;
        var images = transforms.Conversion.MapValueToKey(nameof(PictureRow.Label), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(transforms.LoadImages(ImageColumn, imageFolder: null, nameof(PictureRow.ImagePath)))
            .Append(transforms.ResizeImages(ImageColumn, Width, Height));
        return IsGray
            ? images.Append(transforms.ConvertToGrayscale(ImageColumn)).Append(transforms.ExtractPixels("Features", ImageColumn, ImagePixelExtractingEstimator.ColorBits.Red))
            : images.Append(transforms.ExtractPixels("Features", ImageColumn));
    }

    private static List<PictureRow> Rows(string folder)
    {
        if (!Directory.Exists(folder)) throw new UsageException($"There is no folder {folder}.");
        return [.. from classFolder in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
                   from file in Directory.EnumerateFiles(classFolder).Order(StringComparer.Ordinal)
                   select new PictureRow { ImagePath = file, Label = Path.GetFileName(classFolder) }];
    }

    private static bool IsGrayImage(MLImage image)
    {
        var pixels = image.Pixels;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2]) return false;
        }

        return true;
    }
}
