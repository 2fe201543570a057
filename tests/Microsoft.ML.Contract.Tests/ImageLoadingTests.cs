using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Contract.Tests;

public sealed class ImageLoadingTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal sealed class Row
    {
        public string? Path;
        public float Number;
    }

    private IDataView Paths(params string?[] paths) => _ml.Data.LoadFromEnumerable(paths.Select(path => new Row { Path = path }).ToArray());

    private IDataView Pixels(IDataView data, string? folder) =>
        _ml.Transforms.LoadImages("Image", folder, "Path").Append(_ml.Transforms.ResizeImages("Image", 2, 2))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image")).Fit(data).Transform(data);

    [Fact]
    public void PathsAreRelativeToTheFolder()
    {
        Directory.CreateDirectory(_folder.File("sub"));
        Picture.Save(_folder.File("sub/a.png"), Picture.Plain(2, 2, 9, 9, 9));
        Assert.All(Assert.Single(Read.Vectors(Pixels(Paths("sub/a.png"), _folder.Path), "Pixels")), value => Assert.Equal(9, value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void WithoutAFolderPathsStandForThemselves(string? folder)
    {
        Picture.Save(_folder.File("a.png"), Picture.Plain(2, 2, 9, 9, 9));
        Assert.All(Assert.Single(Read.Vectors(Pixels(Paths(_folder.File("a.png")), folder), "Pixels")), value => Assert.Equal(9, value));
    }

    [Fact]
    public void AFolderMustExist()
    {
        var error = Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadImages("Image", _folder.File("nowhere"), "Path"));
        Assert.Equal($"Directory \"{_folder.File("nowhere")}\" does not exist.", error.Message);
        Assert.Throws<ArgumentException>(() => _ml.Transforms.LoadRawImageBytes("Image", _folder.File("nowhere"), "Path"));
    }

    [Fact]
    public void AMissingFileFailsWhenItIsRead()
    {
        IDataView pixels = Pixels(Paths("nowhere.png"), _folder.Path);
        var error = Failure.WhenRead<FileNotFoundException>(() => Read.Vectors(pixels, "Pixels"));
        Assert.Equal(_folder.File("nowhere.png"), error.FileName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a picture")]
    public void AFileThatIsNoPictureFailsWhenItIsRead(string content)
    {
        File.WriteAllText(_folder.File("bad.png"), content);
        IDataView pixels = Pixels(Paths("bad.png"), _folder.Path);
        var error = Failure.WhenRead<ArgumentException>(() => Read.Vectors(pixels, "Pixels"));
        Assert.Equal("Invalid input stream contents (Parameter 'imageStream')", error.Message);
    }

    [Fact]
    public void AnEmptyPathGivesZeroPixels()
    {
        Picture.Save(_folder.File("a.png"), Picture.Plain(2, 2, 9, 9, 9));
        float[][] pixels = Read.Vectors(Pixels(Paths("", null, "a.png"), _folder.Path), "Pixels");
        Assert.Equal([0, 0, 9], pixels.Select(values => values[0]));
        Assert.All(pixels, values => Assert.Equal(12, values.Length));
    }

    [Fact]
    public void AnEmptyPathGivesNoImage()
    {
        IDataView data = Paths("");
        IDataView loaded = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Fit(data).Transform(data);
        Assert.Null(Assert.Single(loaded.GetColumn<MLImage>("Image")));
    }

    [Fact]
    public void APathColumnMustBeText()
    {
        IDataView data = Paths("a.png");
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.LoadImages("Image", null, "Nowhere").Fit(data));
        Assert.Equal("Could not find input column 'Nowhere' (Parameter 'inputSchema')", missing.Message);
        var mismatch = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.LoadImages("Image", null, "Number").Fit(data).Transform(data));
        Assert.Equal("Schema mismatch for input column 'Number': expected String, got Single (Parameter 'inputSchema')", mismatch.Message);
    }

    [Fact]
    public void AnImageCarriesItsPathAsTag()
    {
        Picture.Save(_folder.File("a.png"), Picture.Plain(3, 2, 9, 9, 9));
        IDataView data = Paths("a.png");
        IDataView loaded = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Fit(data).Transform(data);
        using DataViewRowCursor cursor = loaded.GetRowCursor(loaded.Schema);
        Assert.True(cursor.MoveNext());
        MLImage? image = null;
        cursor.GetGetter<MLImage>(loaded.Schema["Image"])(ref image!);
        Assert.Equal((3, 2, _folder.File("a.png")), (image.Width, image.Height, image.Tag));
    }

    [Fact]
    public void AnImageDiesWithItsCursor()
    {
        Picture.Save(_folder.File("a.png"), Picture.Plain(3, 2, 9, 9, 9));
        IDataView data = Paths("a.png");
        IDataView loaded = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Fit(data).Transform(data);
        MLImage image = loaded.GetColumn<MLImage>("Image").First();
        Assert.Equal("Object is disposed.", Assert.Throws<InvalidOperationException>(() => image.Width).Message);
    }

    [Fact]
    public void AnImageDiesWhenItsVariableIsFilledAgain()
    {
        Picture.Save(_folder.File("a.png"), Picture.Plain(3, 2, 9, 9, 9));
        Picture.Save(_folder.File("b.png"), Picture.Plain(5, 4, 9, 9, 9));
        IDataView data = Paths("a.png", "b.png");
        IDataView loaded = _ml.Transforms.LoadImages("Image", _folder.Path, "Path").Fit(data).Transform(data);
        using DataViewRowCursor cursor = loaded.GetRowCursor(loaded.Schema);
        ValueGetter<MLImage> getImage = cursor.GetGetter<MLImage>(loaded.Schema["Image"]);
        cursor.MoveNext();
        MLImage? image = null;
        getImage(ref image!);
        MLImage first = image;
        Assert.Equal(3, first.Width);
        cursor.MoveNext();
        getImage(ref image!);
        Assert.Equal(5, image.Width);
        Assert.Throws<InvalidOperationException>(() => first.Width);
    }

    [Fact]
    public void RawBytesAreTheFileItself()
    {
        Picture.Save(_folder.File("a.png"), Picture.Plain(3, 2, 9, 9, 9));
        File.WriteAllText(_folder.File("b.txt"), "anything");
        File.WriteAllText(_folder.File("empty.png"), "");
        IDataView data = Paths("a.png", "b.txt", "empty.png", "");
        IDataView loaded = _ml.Transforms.LoadRawImageBytes("Bytes", _folder.Path, "Path").Fit(data).Transform(data);
        Assert.Equal("Vector<Byte>", loaded.Schema["Bytes"].Type.ToString());
        byte[][] bytes = loaded.GetColumn<byte[]>("Bytes").ToArray();
        Assert.Equal([File.ReadAllBytes(_folder.File("a.png")), "anything"u8.ToArray(), [], []], bytes);
    }

    [Fact]
    public void RawBytesOfAMissingFileFailWhenRead()
    {
        IDataView data = Paths("nowhere.png");
        IDataView loaded = _ml.Transforms.LoadRawImageBytes("Bytes", _folder.Path, "Path").Fit(data).Transform(data);
        var error = Failure.WhenRead<FileNotFoundException>(() => loaded.GetColumn<byte[]>("Bytes").ToArray());
        Assert.Equal(_folder.File("nowhere.png"), error.FileName);
    }

    internal sealed class ImageRow
    {
        [ImageType(3, 4)] public MLImage? Image;
    }

    [Fact]
    public void ImagesInMemoryAreAColumnToo()
    {
        using MLImage image = Picture.Gradient(4, 3);
        IDataView data = _ml.Data.LoadFromEnumerable([new ImageRow { Image = image }]);
        Assert.Equal("Image<3, 4>", data.Schema["Image"].Type.ToString());
        IDataView pixels = _ml.Transforms.ExtractPixels("Pixels", "Image").Fit(data).Transform(data);
        float[] values = Assert.Single(Read.Vectors(pixels, "Pixels"));
        Assert.Equal((1f, 2f, 200f), (values[0], values[12], values[24]));
    }
}
