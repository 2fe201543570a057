using Microsoft.ML.ConvNet.Tests.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Every form of labels and images that the trainer takes, from training through the model file to scoring.</summary>
public sealed class InputFormsTests
{
    private readonly MLContext _mlContext = new(1);
    private readonly List<string> _log = [];

    public InputFormsTests() => _mlContext.Log += (_, message) =>
    {
        lock (_log) _log.Add(message.RawMessage);
    };

    [Fact]
    public void KeysOfEverySizeGiveAKeyOfUInt32()
    {
        Check(TestColumn.Of("Label", new KeyDataViewType(typeof(byte), 3), row => (byte)(row % 3 + 1), Values()));
        Check(TestColumn.Of("Label", new KeyDataViewType(typeof(ushort), 3), row => (ushort)(row % 3 + 1), Values()));
        Check(TestColumn.Of("Label", new KeyDataViewType(typeof(uint), 3), row => (uint)(row % 3 + 1), Values()));
        Check(TestColumn.Of("Label", new KeyDataViewType(typeof(ulong), 3), row => (ulong)(row % 3 + 1), Values()));

        static DataViewSchema.Annotations Values() => OutputSchemaTests.Annotation(new VectorDataViewType(NumberDataViewType.Int16, 3), [(short)-1, (short)0, (short)1]);

        void Check(TestColumn label)
        {
            var view = new TestView(60, TestColumn.Images(row => row % 3 * 100), label);
            var scored = Reload(Trainer(new()).Fit(view), view.Schema).Transform(view);
            Assert.Equal("Key<UInt32, 0-2>", $"{scored.Schema["PredictedLabel"].Type}");
            var values = _mlContext.Transforms.Conversion.MapKeyToValue("Value", "PredictedLabel").Fit(scored).Transform(scored).GetColumn<short>("Value");
            Assert.Equal(Enumerable.Range(0, 60).Select(row => (short)(row % 3 - 1)), values);
        }
    }

    [Fact]
    public void ImagesOfEveryFormAreLearned()
    {
        Check(TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Single, 2, 4, 4), row => Planes<float>(row, 32, value => value)));
        Check(TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte, 2, 4, 4), row => Planes<byte>(row, 32, value => (byte)value)));
        Check(TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Single, 4, 4), row => Planes<float>(row, 16, value => value)));
        Check(TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Single, 32), row => Planes<float>(row, 32, value => value)), new() { ImageShape = new(2, 4, 4) });
        Check(
            TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte, 32), row => Planes<byte>(row, 32, value => (byte)value)),
            new() { ImageShape = new(2, 4, 4), InterleavePixelColors = true });

        void Check(TestColumn images, ConvNetTrainer.Options? options = null)
        {
            var view = new TestView(60, images, TestColumn.Label());
            var model = Reload(Trainer(options ?? new()).Fit(view), view.Schema);
            Assert.Equal(images.Type, Assert.IsType<ConvNetTransformer>(model).FeatureColumnType);
            Assert.Equal(Enumerable.Range(0, 60).Select(row => (uint)(row % 3) + 1), model.Transform(view).GetColumn<uint>("PredictedLabel"));
        }

        static VBuffer<T> Planes<T>(long row, int length, Func<int, T> convert) => new(length, Enumerable.Range(0, length).Select(i => convert((int)(row % 3) * 90 + i)).ToArray());
    }

    [Fact]
    public void EncodedImagesAreDecodedResizedAndSkippedWhenBroken()
    {
        byte[][] files = [Picture(250, 10, 10), Picture(10, 250, 10), Picture(10, 10, 250)];
        var images = TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte), row => row == 4 ? new VBuffer<byte>(3, [1, 2, 3]) : new VBuffer<byte>(files[row % 3].Length, files[row % 3]));
        var path = TestColumn.Of("Path", TextDataViewType.Instance, row => $"no{row}.png".AsMemory());
        var view = new TestView(45, images, TestColumn.Label(), path);
        var options = new ConvNetTrainer.Options { ImageShape = new(3, 6, 6), ImagePathColumnName = "Path" };
        var exception = Assert.Throws<InvalidOperationException>(() => Trainer(options).Fit(view));
        Assert.Contains("Feature column 'Features', row 5 (file 'no4.png'): its 3 bytes cannot be decoded as an image", exception.Message);
        options.SkipUnreadableImages = true;
        var model = Reload(Trainer(options).Fit(view), view.Schema);
        Assert.Contains("Training data: 1 of 45 rows were skipped because their image cannot be used", _log);
        Assert.Equal(Enumerable.Range(0, 45).Select(row => row == 4 ? 0 : (uint)(row % 3) + 1), model.Transform(view).GetColumn<uint>("PredictedLabel"));

        // The same pictures as pixels could have been scaled: they are refused.
        var pixels = new TestView(3, TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Single, 3, 6, 6), row => default(VBuffer<float>)));
        Assert.Contains("expected Vector<Byte>, got Vector<Single, 3, 6, 6>", Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(pixels)).Message);

        static byte[] Picture(byte red, byte green, byte blue) => TestPictures.Png(9, 9, [.. Enumerable.Repeat(new[] { red, green, blue }, 81).SelectMany(pixel => pixel)]);
    }

    [Fact]
    public void FilesThatCannotBeOpenedAreSkippedAtScoringToo()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            // Many more rows than ML.NET reads ahead at once.
            for (int row = 0; row < 200; row++) File.WriteAllBytes(PathOf(row), TestPictures.Png(2, 2, [.. Enumerable.Range(0, 12).Select(i => i % 3 == row % 3 ? (byte)250 : (byte)10)]));
            var paths = new TestView(200, TestColumn.Of("Path", TextDataViewType.Instance, row => PathOf((int)row).AsMemory()), TestColumn.Label());
            var view = _mlContext.Transforms.LoadRawImageBytes("Features", null, "Path").Fit(paths).Transform(paths);
            var options = new ConvNetTrainer.Options { ImageShape = new(3, 2, 2), LookAhead = 16 };
            var strict = Trainer(options).Fit(view);
            options.SkipUnreadableImages = true;
            var skipping = Trainer(options).Fit(view);

            File.Delete(PathOf(70));
            File.Delete(PathOf(150));
            Directory.CreateDirectory(PathOf(150));
            var exception = Assert.ThrowsAny<Exception>(() => strict.Transform(view).GetColumn<uint>("PredictedLabel").ToArray());
            Assert.Equal(PathOf(70), Assert.IsType<FileNotFoundException>(exception.GetBaseException()).FileName);
            Assert.Equal(Enumerable.Range(0, 200).Select(row => row is 70 or 150 ? 0 : (uint)(row % 3) + 1), skipping.Transform(view).GetColumn<uint>("PredictedLabel"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string PathOf(int row) => Path.Combine(folder.FullName, $"{row}.png");
    }

    private ConvNetTrainer Trainer(ConvNetTrainer.Options options)
    {
        options.Architecture = ConvNetArchitecture.Custom("dense", (shape, classes) => new NetworkBuilder(shape).Flatten().Dense(classes).Build());
        options.Epoch = 60;
        options.BatchSize = 16;
        options.LearningRate = 0.05f;
        return _mlContext.MulticlassClassification.Trainers.ConvNet(options);
    }

    private ITransformer Reload(ITransformer model, DataViewSchema schema)
    {
        var stream = new MemoryStream();
        _mlContext.Model.Save(model, schema, stream);
        stream.Position = 0;
        return _mlContext.Model.Load(stream, out _);
    }
}
