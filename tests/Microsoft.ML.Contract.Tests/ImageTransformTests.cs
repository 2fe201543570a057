using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Contract.Tests;

public sealed class ImageTransformTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal sealed class Row
    {
        public string? Path;
    }

    private IDataView Paths(params string?[] paths) => _ml.Data.LoadFromEnumerable(paths.Select(path => new Row { Path = path }).ToArray());

    private IDataView Gradient(out string name)
    {
        name = "gradient.png";
        Picture.Save(_folder.File(name), Picture.Gradient(4, 3));
        return Paths(name);
    }

    private IDataView Pixels(IDataView data, int width, int height, Func<TransformsCatalog, IEstimator<ITransformer>> extract) =>
        _ml.Transforms.LoadImages("Image", _folder.Path, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", width, height))
            .Append(extract(_ml.Transforms)).Fit(data).Transform(data);

    private static float[] Plane(Func<int, int, int> value) => [.. from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 4) select (float)value(x, y)];

    private static readonly float[] Red = Plane((_, y) => 10 * y + 1), Green = Plane((x, _) => 10 * x + 2), Blue = Plane((x, y) => 200 - x - y);

    [Fact]
    public void LoadedImagesHaveAnImageTypeOfUnknownSize()
    {
        IDataView data = Gradient(out _);
        IDataView loaded = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Fit(data).Transform(data);
        var type = Assert.IsType<ImageDataViewType>(loaded.Schema["Image"].Type);
        Assert.Equal((0, 0), (type.Width, type.Height));
        Assert.Equal("Image", type.ToString());
        Assert.Equal(typeof(MLImage), type.RawType);
    }

    [Fact]
    public void ResizedImagesHaveAKnownSize()
    {
        IDataView data = Gradient(out _);
        IDataView resized = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Append(_ml.Transforms.ResizeImages("Small", 6, 5, "Image")).Fit(data).Transform(data);
        var type = Assert.IsType<ImageDataViewType>(resized.Schema["Small"].Type);
        Assert.Equal((6, 5), (type.Width, type.Height));
        Assert.Equal("Image<5, 6>", type.ToString());
        using DataViewRowCursor cursor = resized.GetRowCursor(resized.Schema);
        Assert.True(cursor.MoveNext());
        MLImage? image = null;
        cursor.GetGetter<MLImage>(resized.Schema["Small"])(ref image!);
        Assert.Equal((6, 5), (image.Width, image.Height));
    }

    [Fact]
    public void PixelsArePlanesOfRedGreenAndBlueBytes()
    {
        IDataView pixels = Pixels(Gradient(out _), 4, 3, transforms => transforms.ExtractPixels("Pixels", "Image"));
        Assert.Equal("Vector<Single, 3, 3, 4>", pixels.Schema["Pixels"].Type.ToString());
        Assert.Equal([.. Red, .. Green, .. Blue], Assert.Single(Read.Vectors(pixels, "Pixels")));
    }

    [Fact]
    public void InterleavedPixelsKeepTheChannelsOfAPixelTogether()
    {
        IDataView pixels = Pixels(Gradient(out _), 4, 3, transforms => transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true));
        Assert.Equal("Vector<Single, 3, 4, 3>", pixels.Schema["Pixels"].Type.ToString());
        Assert.Equal(Enumerable.Range(0, 12).SelectMany(i => new[] { Red[i], Green[i], Blue[i] }), Assert.Single(Read.Vectors(pixels, "Pixels")));
    }

    [Fact]
    public void TheChannelOrderMayBeReversed()
    {
        IDataView pixels = Pixels(Gradient(out _), 4, 3, transforms => transforms.ExtractPixels("Pixels", "Image", orderOfExtraction: ImagePixelExtractingEstimator.ColorsOrder.ABGR));
        Assert.Equal([.. Blue, .. Green, .. Red], Assert.Single(Read.Vectors(pixels, "Pixels")));
    }

    [Theory]
    [InlineData(ImagePixelExtractingEstimator.ColorBits.Red)]
    [InlineData(ImagePixelExtractingEstimator.ColorBits.Green)]
    [InlineData(ImagePixelExtractingEstimator.ColorBits.Blue)]
    public void OneChannelAloneMayBeExtracted(ImagePixelExtractingEstimator.ColorBits bits)
    {
        IDataView pixels = Pixels(Gradient(out _), 4, 3, transforms => transforms.ExtractPixels("Pixels", "Image", bits));
        Assert.Equal("Vector<Single, 1, 3, 4>", pixels.Schema["Pixels"].Type.ToString());
        float[] expected = bits == ImagePixelExtractingEstimator.ColorBits.Red ? Red : bits == ImagePixelExtractingEstimator.ColorBits.Green ? Green : Blue;
        Assert.Equal(expected, Assert.Single(Read.Vectors(pixels, "Pixels")));
    }

    [Fact]
    public void AlphaIsTheFirstChannelWhenAsked()
    {
        IDataView pixels = Pixels(Gradient(out _), 4, 3, transforms => transforms.ExtractPixels("Pixels", "Image", ImagePixelExtractingEstimator.ColorBits.All));
        Assert.Equal("Vector<Single, 4, 3, 4>", pixels.Schema["Pixels"].Type.ToString());
        Assert.Equal([.. Plane((_, _) => 255), .. Red, .. Green, .. Blue], Assert.Single(Read.Vectors(pixels, "Pixels")));
    }

    [Fact]
    public void OffsetIsSubtractedBeforeTheScaleMultiplies()
    {
        IDataView pixels = Pixels(Gradient(out _), 4, 3, transforms => transforms.ExtractPixels("Pixels", "Image", offsetImage: 100, scaleImage: 0.5f));
        Assert.Equal(Red.Concat(Green).Concat(Blue).Select(value => (value - 100) * 0.5f), Assert.Single(Read.Vectors(pixels, "Pixels")));
    }

    [Fact]
    public void PixelsMayStayBytes()
    {
        IDataView pixels = Pixels(Gradient(out _), 4, 3, transforms => transforms.ExtractPixels("Pixels", "Image", outputAsFloatArray: false));
        Assert.Equal("Vector<Byte, 3, 3, 4>", pixels.Schema["Pixels"].Type.ToString());
        Assert.Equal(Red.Concat(Green).Concat(Blue).Select(value => (byte)value), Assert.Single(pixels.GetColumn<byte[]>("Pixels")));
    }

    [Fact]
    public void BytesIgnoreOffsetAndScale()
    {
        IDataView pixels = Pixels(Gradient(out _), 4, 3, transforms => transforms.ExtractPixels("Pixels", "Image", offsetImage: 100, scaleImage: 0.5f, outputAsFloatArray: false));
        Assert.Equal(Red.Concat(Green).Concat(Blue).Select(value => (byte)value), Assert.Single(pixels.GetColumn<byte[]>("Pixels")));
    }

    [Fact]
    public void AnImageOfUnknownSizeHasNoPixelVector()
    {
        IDataView data = Gradient(out _);
        var chain = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Append(_ml.Transforms.ExtractPixels("Pixels", "Image"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(data).Transform(data));
        Assert.Equal("Schema mismatch for input column 'Image': expected known-size image, got unknown-size image (Parameter 'inputSchema')", error.Message);
    }

    [Fact]
    public void GrayscaleWeighsTheChannels()
    {
        Picture.Save(_folder.File("plain.png"), Picture.Plain(4, 4, 200, 100, 50));
        IDataView data = Paths("plain.png");
        IDataView gray = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Append(_ml.Transforms.ResizeImages("Image", 4, 4))
            .Append(_ml.Transforms.ConvertToGrayscale("Gray", "Image")).Append(_ml.Transforms.ExtractPixels("Pixels", "Gray")).Fit(data).Transform(data);
        Assert.Equal("Image<4, 4>", gray.Schema["Gray"].Type.ToString());
        float[] pixels = Assert.Single(Read.Vectors(gray, "Pixels"));
        Assert.All(pixels, value => Assert.InRange(value, 123, 126)); // 0.3 * 200 + 0.59 * 100 + 0.11 * 50 = 124.5
        Assert.Equal(pixels[0], pixels[^1]);
    }

    [Theory]
    [InlineData(ImageResizingEstimator.ResizingKind.IsoCrop)]
    [InlineData(ImageResizingEstimator.ResizingKind.IsoPad)]
    [InlineData(ImageResizingEstimator.ResizingKind.Fill)]
    public void APlainImageStaysPlainAtTheSameAspect(ImageResizingEstimator.ResizingKind kind)
    {
        Picture.Save(_folder.File("plain.png"), Picture.Plain(20, 10, 200, 100, 50));
        IDataView data = Paths("plain.png");
        IDataView pixels = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Append(_ml.Transforms.ResizeImages("Image", 8, 4, resizing: kind))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true)).Fit(data).Transform(data);
        float[] values = Assert.Single(Read.Vectors(pixels, "Pixels"));
        Assert.All(values, (value, i) => Assert.InRange(value - new[] { 200f, 100, 50 }[i % 3], -1, 1));
    }

    [Fact]
    public void IsoPadPadsWithBlack()
    {
        Picture.Save(_folder.File("wide.png"), Picture.Plain(20, 10, 255, 255, 255));
        float[] rows = ResizedRows("wide.png", 10, 10, ImageResizingEstimator.ResizingKind.IsoPad, ImageResizingEstimator.Anchor.Center);
        Assert.Equal([0, 0], rows[..2]);
        Assert.All(rows[3..7], value => Assert.InRange(value, 250, 255));
        Assert.Equal([0, 0], rows[8..]);
    }

    [Theory]
    [InlineData(ImageResizingEstimator.Anchor.Left, 0, 0)]
    [InlineData(ImageResizingEstimator.Anchor.Right, 255, 255)]
    [InlineData(ImageResizingEstimator.Anchor.Center, 0, 255)]
    public void IsoCropKeepsTheAnchoredPart(ImageResizingEstimator.Anchor anchor, float left, float right)
    {
        // 40 x 10, black left half and white right half, cropped to a square.
        Picture.Save(_folder.File("halves.png"), Picture.Draw(40, 10, (x, _) => x < 20 ? ((byte)0, (byte)0, (byte)0) : ((byte)255, (byte)255, (byte)255)));
        IDataView data = Paths("halves.png");
        IDataView pixels = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Append(_ml.Transforms.ResizeImages("Image", 10, 10, cropAnchor: anchor))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ImagePixelExtractingEstimator.ColorBits.Red)).Fit(data).Transform(data);
        float[] row = Assert.Single(Read.Vectors(pixels, "Pixels"))[50..60];
        Assert.InRange(row[1], left - 3, left + 3);
        Assert.InRange(row[8], right - 3, right + 3);
    }

    [Fact]
    public void FillStretchesToTheWholeArea()
    {
        Picture.Save(_folder.File("halves.png"), Picture.Draw(40, 10, (x, _) => x < 20 ? ((byte)0, (byte)0, (byte)0) : ((byte)255, (byte)255, (byte)255)));
        IDataView data = Paths("halves.png");
        IDataView pixels = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Append(_ml.Transforms.ResizeImages("Image", 10, 10, resizing: ImageResizingEstimator.ResizingKind.Fill))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ImagePixelExtractingEstimator.ColorBits.Red)).Fit(data).Transform(data);
        Assert.Equal([0, 0, 0, 0, 0, 255, 255, 255, 255, 255], Assert.Single(Read.Vectors(pixels, "Pixels"))[50..60]);
    }

    // Red of the middle pixel of every row.
    private float[] ResizedRows(string name, int width, int height, ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor)
    {
        IDataView data = Paths(name);
        IDataView pixels = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Append(_ml.Transforms.ResizeImages("Image", width, height, resizing: kind, cropAnchor: anchor))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", ImagePixelExtractingEstimator.ColorBits.Red)).Fit(data).Transform(data);
        float[] values = Assert.Single(Read.Vectors(pixels, "Pixels"));
        return [.. Enumerable.Range(0, height).Select(y => values[y * width + width / 2])];
    }
}
