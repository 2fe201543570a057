using Microsoft.ML.ConvNet.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

/// <summary>Data sets from files, through ML.NET's own transforms.</summary>
public sealed class LoadedImagesTests : IDisposable
{
    private static readonly ImageDataSetOptions Options =
        new() { FeatureColumnName = "Features", LabelColumnName = "Label", Image = new() { Shape = new ImageShape(3, 5, 6) } };

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly MLContext _context = new(seed: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void RawBytesAndExtractedPixelsGiveTheSameImages()
    {
        var data = Rows(6);
        var raw = ImageDataSet.ReadTraining(Raw(data), Options);
        foreach (bool interleave in new[] { false, true })
        {
            foreach (bool asFloat in new[] { false, true })
            {
                var pipeline = _context.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Kind))
                    .Append(_context.Transforms.LoadImages("Image", _folder, nameof(Row.File)))
                    .Append(_context.Transforms.ResizeImages("Image", 6, 5))
                    .Append(_context.Transforms.ExtractPixels("Features", "Image", interleavePixelColors: interleave, outputAsFloatArray: asFloat));
                var extracted = ImageDataSet.ReadTraining(pipeline.Fit(data).Transform(data), Options with { Image = new() });
                Assert.Equal(raw.ImageShape, extracted.ImageShape);
                Assert.Equal(interleave ? PixelLayout.Interleaved : PixelLayout.Planar, extracted.ImageColumn.Layout);
                for (int row = 0; row < 6; row++)
                {
                    Assert.Equal(raw.Cache.Label(row), extracted.Cache.Label(row));
                    Assert.Equal(Pixels(raw, row), Pixels(extracted, row));
                }
            }
        }
    }

    [Fact]
    public void DamagedEmptyAndMissingFilesAreNamedOrSkipped()
    {
        var data = Rows(6);
        File.WriteAllBytes(Path.Combine(_folder, "2.png"), [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(_folder, "4.png"), []);
        var naming = Options with { ImagePathColumnName = nameof(Row.File) };
        var exception = Assert.Throws<InvalidOperationException>(() => ImageDataSet.ReadTraining(Raw(data), naming));
        Assert.StartsWith("Feature column 'Features', row 3 (file '2.png'): its 3 bytes cannot be decoded as an image.", exception.Message);

        var skipping = Options with { SkipUnreadableImages = true };
        Assert.Equal(new ImageDataSetCounts(6, 0, 2), ImageDataSet.ReadTraining(Raw(data), skipping).Counts);

        File.Delete(Path.Combine(_folder, "1.png"));
        var missing = Assert.ThrowsAny<Exception>(() => ImageDataSet.ReadTraining(Raw(data), Options));
        Assert.EndsWith("1.png", Assert.IsType<FileNotFoundException>(missing.GetBaseException()).FileName); // ML.NET wraps what happens on its reading threads
        Assert.Equal(new ImageDataSetCounts(6, 0, 3), ImageDataSet.ReadTraining(Raw(data), skipping).Counts);
    }

    /// <summary>Writes pictures of 6 by 5 pixels.</summary>
    private IDataView Rows(int count)
    {
        for (int row = 0; row < count; row++)
            File.WriteAllBytes(Path.Combine(_folder, $"{row}.png"), TestPictures.Png(6, 5, [.. Enumerable.Range(0, 90).Select(i => (byte)(i * 7 + row))]));
        var rows = Enumerable.Range(0, count).Select(row => new Row { File = $"{row}.png", Kind = row % 2 == 0 ? "even" : "odd" });
        return _context.Data.LoadFromEnumerable(rows.ToArray());
    }

    private IDataView Raw(IDataView data) =>
        _context.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Kind))
            .Append(_context.Transforms.LoadRawImageBytes("Features", _folder, nameof(Row.File)))
            .Fit(data).Transform(data);

    private static byte[] Pixels(ImageDataSet data, int row) => data.Cache.Find(row, out int index).ByteRow(index).ToArray();

    private sealed class Row
    {
        public string File { get; set; } = "";

        public string Kind { get; set; } = "";
    }
}
