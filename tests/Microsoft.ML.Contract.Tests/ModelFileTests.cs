using System.IO.Compression;

namespace Microsoft.ML.Contract.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal sealed class Row
    {
        public string? Text;
        public int Number;
        public float Real;
        public float A;
        public float B;
        [VectorType(2, 3)] public float[] Shaped = new float[6];
        public float[] Variable = [];
        [KeyType(5)] public uint Key;
    }

    private static readonly Row[] Rows =
    [
        new() { Text = "x", Number = 3, Real = 0.5f, A = 1, B = 2 },
        new() { Text = "a longer text, with ü", Number = -4, Real = 1.5f, A = 3, B = 4 },
        new() { Text = "y", Number = 3, Real = 0.5f, A = 5, B = 6 },
    ];

    private IDataView Data() => _ml.Data.LoadFromEnumerable(Rows);

    private ITransformer Fit() =>
        _ml.Transforms.Conversion.MapValueToKey("TextKey", "Text")
            .Append(_ml.Transforms.Conversion.MapValueToKey("NumberKey", "Number"))
            .Append(_ml.Transforms.Conversion.MapValueToKey("RealKey", "Real"))
            .Append(_ml.Transforms.Concatenate("Features", "A", "B"))
            .Append(_ml.Transforms.CopyColumns("Copy", "Features"))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Back", "TextKey"))
            .Fit(Data());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALoadedModelTransformsAsTheSavedOne(bool throughStream)
    {
        ITransformer model = Fit(), loaded;
        DataViewSchema schema;
        if (throughStream)
        {
            using var stream = new MemoryStream();
            _ml.Model.Save(model, Data().Schema, stream);
            Assert.True(stream.CanRead);
            stream.Position = 0;
            loaded = new MLContext().Model.Load(stream, out schema);
        }
        else
        {
            _ml.Model.Save(model, Data().Schema, _folder.File("model.zip"));
            loaded = new MLContext().Model.Load(_folder.File("model.zip"), out schema);
        }

        Assert.Equal(Describe(Data().Schema), Describe(schema));
        IDataView expected = model.Transform(Data()), actual = loaded.Transform(Data());
        Assert.Equal(Describe(expected.Schema), Describe(actual.Schema));
        Assert.Equal(Read.Column<uint>(expected, "TextKey"), Read.Column<uint>(actual, "TextKey"));
        Assert.Equal(Read.Column<uint>(expected, "NumberKey"), Read.Column<uint>(actual, "NumberKey"));
        Assert.Equal(Read.Column<uint>(expected, "RealKey"), Read.Column<uint>(actual, "RealKey"));
        Assert.Equal(Read.KeyTexts(expected.Schema["TextKey"]), Read.KeyTexts(actual.Schema["TextKey"]));
        Assert.Equal(Read.KeyValues<int>(expected.Schema["NumberKey"]), Read.KeyValues<int>(actual.Schema["NumberKey"]));
        Assert.Equal(Read.KeyValues<float>(expected.Schema["RealKey"]), Read.KeyValues<float>(actual.Schema["RealKey"]));
        Assert.Equal(Read.Vectors(expected, "Copy"), Read.Vectors(actual, "Copy"));
        Assert.Equal(Read.Texts(expected, "Back"), Read.Texts(actual, "Back"));
    }

    private static string[] Describe(DataViewSchema schema) => schema.Select(column => $"{column.Name}: {column.Type}").ToArray();

    [Fact]
    public void KeyValuesOfTheInputSchemaAreKept()
    {
        IDataView keyed = _ml.Transforms.Conversion.MapValueToKey("TextKey", "Text").Fit(Data()).Transform(Data());
        ITransformer model = _ml.Transforms.Conversion.MapKeyToValue("Back", "TextKey").Fit(keyed);
        _ml.Model.Save(model, keyed.Schema, _folder.File("model.zip"));
        ITransformer loaded = _ml.Model.Load(_folder.File("model.zip"), out DataViewSchema schema);
        Assert.Equal(["x", "a longer text, with ü", "y"], Read.KeyTexts(schema["TextKey"]));
        Assert.Equal(Rows.Select(row => row.Text), Read.Texts(loaded.Transform(keyed), "Back"));
    }

    [Fact]
    public void AModelMayBeSavedWithoutSchema()
    {
        _ml.Model.Save(Fit(), null, _folder.File("model.zip"));
        ITransformer loaded = _ml.Model.Load(_folder.File("model.zip"), out DataViewSchema schema);
        Assert.Null(schema);
        Assert.Equal(Rows.Select(row => row.Text), Read.Texts(loaded.Transform(Data()), "Back"));
    }

    [Fact]
    public void ASingleTransformerIsSavedToo()
    {
        ITransformer model = _ml.Transforms.Concatenate("Features", "A", "B").Fit(Data());
        _ml.Model.Save(model, Data().Schema, _folder.File("model.zip"));
        ITransformer loaded = _ml.Model.Load(_folder.File("model.zip"), out _);
        Assert.Equal([[1, 2], [3, 4], [5, 6]], Read.Vectors(loaded.Transform(Data()), "Features"));
    }

    [Fact]
    public void AnImagePipelineIsSavedWithItsSettings()
    {
        Picture.Save(_folder.File("a.png"), Picture.Gradient(4, 3));
        IDataView data = _ml.Data.LoadFromEnumerable([new Row { Text = "a.png" }]);
        ITransformer model = _ml.Transforms.LoadImages("Image", _folder.Path, "Text").Append(_ml.Transforms.ResizeImages("Image", 2, 2))
            .Append(_ml.Transforms.ConvertToGrayscale("Gray", "Image"))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Gray", interleavePixelColors: true, offsetImage: 10, scaleImage: 0.5f))
            .Append(_ml.Transforms.LoadRawImageBytes("Bytes", _folder.Path, "Text")).Fit(data);
        _ml.Model.Save(model, data.Schema, _folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(_folder.File("model.zip"), out _);
        IDataView expected = model.Transform(data), actual = loaded.Transform(data);
        Assert.Equal(Describe(expected.Schema), Describe(actual.Schema));
        Assert.Equal(Read.Vectors(expected, "Pixels"), Read.Vectors(actual, "Pixels"));
        Assert.Equal(File.ReadAllBytes(_folder.File("a.png")), Assert.Single(actual.GetColumn<byte[]>("Bytes")));
    }

    [Fact]
    public void AModelFileIsAZip()
    {
        _ml.Model.Save(Fit(), Data().Schema, _folder.File("model.zip"));
        using ZipArchive zip = ZipFile.OpenRead(_folder.File("model.zip"));
        Assert.Contains(zip.Entries, entry => entry.FullName.Replace('\\', '/') == "TransformerChain/Transform_000/Model.key");
        Assert.Contains(zip.Entries, entry => entry.FullName.Replace('\\', '/') == "TransformerChain/Transform_005/Model.key");
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no zip archive")]
    public void AFileThatIsNoZipIsRefused(string content)
    {
        File.WriteAllText(_folder.File("model.zip"), content);
        var error = Assert.Throws<FormatException>(() => _ml.Model.Load(_folder.File("model.zip"), out _));
        Assert.Equal("Failed to open a zip archive", error.Message);
    }

    [Fact]
    public void ATruncatedFileIsRefused()
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(Fit(), Data().Schema, stream);
        byte[] bytes = stream.ToArray();
        var error = Assert.Throws<FormatException>(() => _ml.Model.Load(new MemoryStream(bytes[..(bytes.Length / 2)]), out _));
        Assert.Equal("Failed to open a zip archive", error.Message);
    }

    [Fact]
    public void AMissingFileIsRefused() =>
        Assert.Throws<FileNotFoundException>(() => _ml.Model.Load(_folder.File("nowhere.zip"), out _));

    [Fact]
    public void AZipWithoutAModelIsRefused()
    {
        using (ZipArchive zip = ZipFile.Open(_folder.File("model.zip"), ZipArchiveMode.Create))
            zip.CreateEntry("anything");
        var error = Assert.Throws<InvalidOperationException>(() => _ml.Model.Load(_folder.File("model.zip"), out _));
        Assert.Equal("Could not load legacy format model", error.Message);
    }

    [Fact]
    public void AModelWithAMissingMemberIsRefused()
    {
        _ml.Model.Save(Fit(), Data().Schema, _folder.File("model.zip"));
        using (ZipArchive zip = ZipFile.Open(_folder.File("model.zip"), ZipArchiveMode.Update))
        {
            foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.FullName.Contains("Transform_001")).ToArray())
                entry.Delete();
        }
        var error = Assert.Throws<InvalidOperationException>(() => _ml.Model.Load(_folder.File("model.zip"), out _));
        Assert.Equal("Error during class instantiation", error.Message);
        Assert.Equal("Corrupt model file", Assert.IsType<FormatException>(error.GetBaseException()).Message);
    }

    [Fact]
    public void AMemberWithAnUnknownLoaderIsRefused()
    {
        _ml.Model.Save(Fit(), Data().Schema, _folder.File("model.zip"));
        using (ZipArchive zip = ZipFile.Open(_folder.File("model.zip"), ZipArchiveMode.Update))
        {
            ZipArchiveEntry entry = Assert.Single(zip.Entries, entry => entry.FullName.Replace('\\', '/').EndsWith("Transform_003/Model.key", StringComparison.Ordinal));
            using var copy = new MemoryStream();
            using (Stream source = entry.Open())
                source.CopyTo(copy);
            byte[] bytes = copy.ToArray();
            // The name under which the transformer's class is registered: 24 bytes of the header.
            int at = bytes.AsSpan().IndexOf("ConcatTransform"u8);
            Assert.InRange(at, 0, 256);
            "NoSuchTransform"u8.CopyTo(bytes.AsSpan(at));
            using Stream target = entry.Open();
            target.Write(bytes);
        }
        var error = Assert.Throws<InvalidOperationException>(() => _ml.Model.Load(_folder.File("model.zip"), out _));
        Assert.Equal("Error during class instantiation", error.Message);
        var cause = Assert.IsType<FormatException>(error.GetBaseException());
        Assert.Equal("Couldn't load model: 'TransformerChain/Transform_003'", cause.Message.Replace('\\', '/'));
    }
}
