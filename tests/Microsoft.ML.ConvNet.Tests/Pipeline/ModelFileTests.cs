using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Files;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

public sealed class ModelFileTests
{
    [Fact]
    public void EverythingComesBack()
    {
        var content = TestModels.Content(
            settings => settings with
            {
                LabelColumnName = "Etikett",
                FeatureColumnName = "Bild",
                FeatureColumnType = new VectorDataViewType(NumberDataViewType.Byte),
                ScoreColumnName = "Punkte",
                PredictedLabelColumnName = "Klasse",
                Image = settings.Image with { Layout = PixelLayout.Interleaved, Resizing = ImageResizingEstimator.ResizingKind.Fill },
                SkipUnreadableImages = true,
                ImagePathColumnName = "Pfad",
                LookAhead = 17,
                NumberOfThreads = 3,
                ExactConvolution = true,
            },
            LabelValues.Of(new TestView(1, TestColumn.Label(annotations: OutputSchemaTests.Texts())).Schema["Label"], 3)) with
        {
            Statistics = new PixelStatistics([1.25f], [0.1f]),
            History = new TrainingHistory([Epoch(1) with { ValidationLoss = null, ValidationAccuracy = null }, Epoch(2)], 1, TrainingEnd.StoppedEarly),
        };
        var read = Read(Bytes(content));
        Assert.Equal(content.Settings, read.Settings);
        Assert.Equal(content.Network, read.Network);
        Assert.Equal([1.25f], [.. read.Statistics.Mean]);
        Assert.Equal([0.1f], [.. read.Statistics.Deviation]);
        Assert.Equal(content.LabelValues!.ToText(), read.LabelValues!.ToText());
        Assert.Equal((1, TrainingEnd.StoppedEarly), (read.History!.ModelEpoch, read.History.End));
        Assert.Equal(content.History!.Epochs, read.History.Epochs.AsEnumerable());
        Assert.Equal(content.Weights.Keys, read.Weights.Keys);
        foreach (var (name, tensor) in content.Weights)
        {
            Assert.Equal([.. tensor.Dimensions], read.Weights[name].Dimensions.ToArray());
            Assert.Equal(tensor.Values, read.Weights[name].Values);
        }
    }

    [Fact]
    public void AModelNeedNotSayHowItWasTrained() => Assert.Null(Read(Bytes(TestModels.Content())).History);

    [Fact]
    public void TheSameModelGivesTheSameBytes() => Assert.Equal(Bytes(TestModels.Content()), Bytes(TestModels.Content()));

    [Fact]
    public void DamageAnywhereIsFound()
    {
        byte[] bytes = Bytes(TestModels.Content());
        for (int position = 0; position < bytes.Length; position++)
        {
            bytes[position] ^= 0x40;
            var exception = Assert.Throws<FormatException>(() => Read(bytes));
            Assert.True(exception.Message.StartsWith("The ConvNet model is damaged: ", StringComparison.Ordinal), $"{position}: {exception.Message}");
            bytes[position] ^= 0x40;
        }

        Read(bytes);
    }

    [Fact]
    public void TruncationAnywhereIsFound()
    {
        byte[] bytes = Bytes(TestModels.Content());
        for (int length = 0; length < bytes.Length; length++)
        {
            var exception = Assert.Throws<FormatException>(() => Read(bytes[..length]));
            Assert.True(exception.Message.StartsWith("The ConvNet model is truncated: ", StringComparison.Ordinal), $"{length}: {exception.Message}");
        }
    }

    [Fact]
    public void ANewerFormatSaysSo()
    {
        byte[] bytes = Bytes(TestModels.Content());
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 9);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), ModelFile.Version + 1);
        SignHeader(bytes);
        var exception = Assert.Throws<FormatException>(() => Read(bytes));
        Assert.Contains("written by a newer version", exception.Message);
        Assert.Contains("format 9", exception.Message);

        // A newer one that this version can read.
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), ModelFile.Version);
        SignHeader(bytes);
        Read(bytes);
    }

    [Fact]
    public void ClaimedLengthsAllocateNothing()
    {
        byte[] bytes = Bytes(TestModels.Content());
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), long.MaxValue / 2);
        SignHeader(bytes);

        // The length of the first section and, after it, everything that a section could claim.
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(SectionFile.HeaderLength), long.MaxValue / 4);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.Throws<FormatException>(() => Read(bytes));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains("truncated", exception.Message);
        Assert.InRange(allocated, 0, 8L * bytes.Length + (1 << 20));
    }

    [Fact]
    public void SoundFilesWithImpossibleContentAreRefused()
    {
        var content = TestModels.Content();
        var other = content with { Settings = content.Settings with { Image = content.Settings.Image with { Shape = new ImageShape(1, 5, 5) } } };
        Assert.Contains("images of 1x4x4, but the settings are for 1x5x5", Assert.Throws<FormatException>(() => Read(Bytes(other))).Message);

        var lacking = content with { Weights = new Weights(content.Weights.Skip(1)) };
        Assert.Contains($"1 is missing: {content.Weights.Keys.First()}", Assert.Throws<FormatException>(() => Read(Bytes(lacking))).Message);
    }

    [Fact]
    public void AModelZipLoadsScoresAndSavesAgain()
    {
        var mlContext = new MLContext(1);
        var view = new TestView(7, TestColumn.Images(), TestColumn.Label());
        var content = TestModels.Content();
        using var transformer = new ConvNetTransformer(content);
        var zip = Zip(mlContext, transformer, view.Schema);
        using var loaded = (ConvNetTransformer)mlContext.Model.Load(new MemoryStream(zip), out var schema);
        Assert.Equal(["Features", "Label"], schema.Select(column => column.Name));
        Assert.Equal("Features", loaded.FeatureColumnName);
        Assert.Equal("Label", loaded.LabelColumnName);
        Assert.Equal(transformer.FeatureColumnType, loaded.FeatureColumnType);
        Assert.Equal(content.Network, loaded.Model.Network);
        Assert.Equal(
            transformer.Transform(view).GetColumn<float[]>("Score").SelectMany(score => score), loaded.Transform(view).GetColumn<float[]>("Score").SelectMany(score => score));
        Assert.Equal(Entry(zip), Entry(Zip(mlContext, loaded, view.Schema)));
    }

    [Fact]
    public void ADamagedEntryOfAModelZipSaysSo()
    {
        var mlContext = new MLContext(1);
        var view = new TestView(7, TestColumn.Images(), TestColumn.Label());
        byte[] zip = Zip(mlContext, TestModels.Transformer(), view.Schema);
        byte[] entry = Entry(zip);
        entry[entry.Length / 2] ^= 1;
        var exception = Assert.ThrowsAny<Exception>(() => mlContext.Model.Load(new MemoryStream(WithEntry(zip, entry)), out _));
        Assert.Contains("damaged", Assert.IsType<FormatException>(exception.GetBaseException()).Message);
        exception = Assert.ThrowsAny<Exception>(() => mlContext.Model.Load(new MemoryStream(WithEntry(zip, null)), out _));
        Assert.Contains("'ConvNet' is missing", Assert.IsType<FormatException>(exception.GetBaseException()).Message);
        exception = Assert.ThrowsAny<Exception>(() => mlContext.Model.Load(new MemoryStream(WithEntry(zip, entry[..^40])), out _));
        Assert.Contains("truncated", Assert.IsType<FormatException>(exception.GetBaseException()).Message);
    }

    private static EpochMetrics Epoch(int epoch) => new()
    {
        Epoch = epoch, Step = 5_000_000_000L * epoch, LearningRate = 0.1 / 3, Loss = double.Epsilon, Accuracy = 1.0 / 3, ValidationLoss = 2e300 / 3, ValidationAccuracy = 2.0 / 7,
        ImagesPerSecond = 1e5 / 7, Elapsed = TimeSpan.FromTicks(123_456_789_012_345_678),
    };

    private static byte[] Bytes(ModelContent content)
    {
        var stream = new MemoryStream();
        ModelFile.Write(stream, content);
        return stream.ToArray();
    }

    private static ModelContent Read(byte[] bytes) => ModelFile.Read(new MemoryStream(bytes));

    private static void SignHeader(byte[] bytes) => SHA256.HashData(bytes.AsSpan(0, 24)).AsSpan(0, 8).CopyTo(bytes.AsSpan(24));

    private static byte[] Zip(MLContext mlContext, ITransformer model, DataViewSchema schema)
    {
        var stream = new MemoryStream();
        mlContext.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    private static byte[] Entry(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        using var stream = archive.Entries.Single(entry => entry.Name == "ConvNet").Open();
        var result = new MemoryStream();
        stream.CopyTo(result);
        return result.ToArray();
    }

    private static byte[] WithEntry(byte[] zip, byte[]? content)
    {
        var stream = new MemoryStream();
        stream.Write(zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = archive.Entries.Single(entry => entry.Name == "ConvNet");
            string name = entry.FullName;
            entry.Delete();
            if (content is not null)
            {
                using var written = archive.CreateEntry(name).Open();
                written.Write(content);
            }
        }

        return stream.ToArray();
    }
}
