using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

public class ImageDataSetTests
{
    private const string Advice = "The option SkipUnreadableImages leaves such rows out.";

    private static readonly ImageDataSetOptions Options = new() { FeatureColumnName = "Features", LabelColumnName = "Label" };
    private static readonly ImageDataSetOptions Weighted = Options with { ExampleWeightColumnName = "Weight" };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RowsKeepTheirOrder(bool knowsCount)
    {
        var view = new MemoryView(200, knowsCount, Images(row => [row, 1]), Labels(3, row => (uint)(row % 3) + 1), Weights(row => row / 4f));
        var data = ImageDataSet.ReadTraining(view, Weighted with { ChunkBytes = 64 });
        Assert.Equal((200, 3, new ImageShape(1, 1, 2)), (data.Cache.RowCount, data.ClassCount, data.ImageShape));
        Assert.Equal(new ImageDataSetCounts(200, 0, 0), data.Counts);
        for (int row = 0; row < 200; row++)
        {
            Assert.Equal((row % 3, row / 4f), (data.Cache.Label(row), data.Cache.Weight(row)));
            Assert.Equal((byte)row, data.Cache.Find(row, out int index).ByteRow(index)[0]);
        }
    }

    [Fact]
    public void MissingLabelsAreSkippedAndCounted()
    {
        // Pixels of such rows are never looked at.
        var view = new MemoryView(6, Images(row => row % 3 == 0 ? throw new IOException() : [row, 0]), Labels(2, row => (uint)(row % 3)));
        var data = ImageDataSet.ReadTraining(view, Options);
        Assert.Equal(new ImageDataSetCounts(6, 2, 0), data.Counts);
        Assert.Equal((4, 4), (data.Counts.Used, data.Cache.RowCount));
    }

    [Fact]
    public void NoRowsIsAnError()
    {
        Assert.Equal("No valid training instances found: the training data have no rows.", Error(new MemoryView(0, Images(_ => [0, 0]), Labels(2, _ => 1))));
        Assert.Equal(
            "No valid training instances found: of the 5 rows of the training data 4 have a missing label and 1 an image that cannot be used.",
            Error(new MemoryView(5, Images(_ => [0, float.NaN]), Labels(2, row => row == 2 ? 1u : 0u)), Options with { SkipUnreadableImages = true }));
    }

    [Fact]
    public void OneClassIsAnError()
    {
        var view = new MemoryView(5, Images(row => [row, 0]), Labels(4, row => row == 0 ? 0u : 3u));
        Assert.Equal("Label column 'Label': all 4 usable rows have the same class (key value 3 of 4); at least 2 classes are needed.", Error(view));

        // A second class in the very last row and chunk is enough.
        view = new MemoryView(5, Images(row => [row, 0]), Labels(4, row => row == 4 ? 1u : 3u));
        Assert.Equal(5, ImageDataSet.ReadTraining(view, Options with { ChunkBytes = 1 }).Cache.RowCount);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void PixelsThatAreNotFiniteAreAnErrorOrSkipped(float value, string text)
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, 3, 2, 2);
        var images = MemoryColumn.From(
            "Features", type, row => new VBuffer<float>(12, [.. Enumerable.Range(0, 12).Select(i => row == 3 && i == 6 ? value : i)]));
        var view = new MemoryView(6, images, Labels(2, row => (uint)(row % 2) + 1));
        Assert.Equal(
            $"Feature column 'Features', row 4: the value of channel 1 at x = 0, y = 1 is {text}; pixels must be finite. {Advice}",
            Error(view));

        var data = ImageDataSet.ReadTraining(view, Options with { SkipUnreadableImages = true });
        Assert.Equal(new ImageDataSetCounts(6, 0, 1), data.Counts);
        Assert.Equal([0, 1, 0, 0, 1], Enumerable.Range(0, 5).Select(row => data.Cache.Label(row)));
    }

    [Fact]
    public void PixelsWhoseSumOverflowsAreFine()
    {
        var view = new MemoryView(2, Images(_ => [float.MaxValue, float.MaxValue]), Labels(2, row => (uint)row + 1));
        Assert.Equal(2, ImageDataSet.ReadTraining(view, Options).Cache.RowCount);
    }

    [Fact]
    public void UndecodableFilesAreNamedOrSkipped()
    {
        byte[] good = TestPictures.Png(2, 1, [1, 2, 3, 4, 5, 6]);
        byte[][] files = [good, good, [1, 2, 3], [], good];
        var view = new MemoryView(
            5,
            MemoryColumn.From("Features", new VectorDataViewType(NumberDataViewType.Byte), row => new VBuffer<byte>(files[row].Length, files[row])),
            Labels(2, row => (uint)(row % 2) + 1),
            MemoryColumn.From("Path", TextDataViewType.Instance, row => $"image{row}.png".AsMemory()));
        var options = Options with { Image = new() { Shape = new(3, 1, 2) } };
        Assert.Equal(
            $"Feature column 'Features', row 3: its 3 bytes cannot be decoded as an image. {Advice}", Error(view, options));
        Assert.Equal(
            $"Feature column 'Features', row 3 (file 'image2.png'): its 3 bytes cannot be decoded as an image. {Advice}",
            Error(view, options with { ImagePathColumnName = "Path" }));
        files[2] = good;
        Assert.Equal(
            $"Feature column 'Features', row 4: there are no bytes to decode as an image. {Advice}", Error(view, options));

        var data = ImageDataSet.ReadTraining(view, options with { SkipUnreadableImages = true });
        Assert.Equal(new ImageDataSetCounts(5, 0, 1), data.Counts);
        Assert.Equal([1, 2, 3, 4, 5, 6], data.Cache.Chunks[0].ByteRow(3).ToArray());
    }

    [Fact]
    public void FilesThatCannotBeOpenedKeepTheirErrorOrAreSkipped()
    {
        byte[] good = TestPictures.Png(2, 1, [1, 2, 3, 4, 5, 6]);
        var images = MemoryColumn.From(
            "Features",
            new VectorDataViewType(NumberDataViewType.Byte),
            row => row == 1 ? throw new FileNotFoundException("gone.png") : new VBuffer<byte>(good.Length, good));
        var view = new MemoryView(4, images, Labels(2, row => row == 3 ? 2u : 1u));
        var options = Options with { Image = new() { Shape = new(1, 1, 2) } };
        Assert.Equal("gone.png", Assert.Throws<FileNotFoundException>(() => ImageDataSet.ReadTraining(view, options)).Message);
        Assert.Equal(new ImageDataSetCounts(4, 0, 1), ImageDataSet.ReadTraining(view, options with { SkipUnreadableImages = true }).Counts);
    }

    [Theory]
    [InlineData(-1f, "-1")]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void ImpossibleWeightsAreNamed(float weight, string text)
    {
        var view = new MemoryView(4, Images(row => [row, 0]), Labels(2, row => (uint)(row % 2) + 1), Weights(row => row == 2 ? weight : 1));
        Assert.Equal($"Weight column 'Weight', row 3: the weight is {text}; it must be finite and not negative.", Error(view, Weighted));
    }

    [Fact]
    public void WeightsMustNotAllBeZero()
    {
        var view = new MemoryView(4, Images(row => [row, 0]), Labels(2, row => (uint)(row % 2) + 1), Weights(_ => 0));
        Assert.Equal("Weight column 'Weight': the weights of all 4 usable rows are 0; at least one must be above 0.", Error(view, Weighted));
    }

    [Fact]
    public void ColumnsOfAnotherTypeAreNamed()
    {
        var images = Images(row => [row, 0]);
        var labels = Labels(2, row => (uint)(row % 2) + 1);
        AssertMismatch("weight", "Weight", "Single", "Int32", MemoryColumn.Of("Weight", NumberDataViewType.Int32, 1), Weighted);
        AssertMismatch(
            "image path", "Path", "String", "Single", MemoryColumn.Of("Path", NumberDataViewType.Single, 1f), Options with { ImagePathColumnName = "Path" });
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => ImageDataSet.ReadTraining(new MemoryView(1, images, labels), Weighted));
        Assert.Equal("Could not find weight column 'Weight' (Parameter 'inputSchema')", missing.Message);

        void AssertMismatch(string role, string name, string expected, string actual, MemoryColumn column, ImageDataSetOptions options)
        {
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => ImageDataSet.ReadTraining(new MemoryView(1, images, labels, column), options));
            Assert.Equal($"Schema mismatch for {role} column '{name}': expected {expected}, got {actual} (Parameter 'inputSchema')", exception.Message);
        }
    }

    [Fact]
    public void CancellationStopsBeforeTheNextRow()
    {
        int read = 0, checks = 0;
        var view = new MemoryView(100, Images(row => [read = (int)row, 0]), Labels(2, row => (uint)(row % 2) + 1));
        Assert.Throws<OperationCanceledException>(() => ImageDataSet.ReadTraining(view, Options, () =>
        {
            if (++checks > 10) throw new OperationCanceledException();
        }));
        Assert.Equal(9, read);
    }

    [Fact]
    public void ValidationSetMustAgreeWithTheTrainingSet()
    {
        var training = ImageDataSet.ReadTraining(new MemoryView(2, Images(row => [row, 0]), Labels(2, row => (uint)row + 1)), Options);
        var one = new MemoryView(3, Images(row => [row, 0]), Labels(2, _ => 2));
        Assert.Equal([1, 1, 1], Enumerable.Range(0, 3).Select(row => ImageDataSet.ReadValidation(one, Options, training).Cache.Label(row)));

        var noRows = new MemoryView(0, Images(_ => []), Labels(2, _ => 2));
        var empty = Assert.Throws<InvalidOperationException>(() => ImageDataSet.ReadValidation(noRows, Options, training));
        Assert.Equal("No valid training instances found: the validation data have no rows.", empty.Message);

        var three = new MemoryView(1, Images(_ => [0, 0]), Labels(3, _ => 2));
        var classes = Assert.Throws<ArgumentOutOfRangeException>(() => ImageDataSet.ReadValidation(three, Options, training));
        Assert.Equal(
            "Validation set: Schema mismatch for label column 'Label': expected the 2 classes of the training set (Key<UInt32, 0-1>), got Key<UInt32, 0-2> (Parameter 'labelCol')",
            classes.Message);

        var other = new MemoryView(1, MemoryColumn.Pixels("Features", [2, 1], [0, 0]), Labels(2, _ => 2));
        var shape = Assert.Throws<ArgumentOutOfRangeException>(() => ImageDataSet.ReadValidation(other, Options, training));
        Assert.Equal(
            "Validation set: Schema mismatch for feature column 'Features': expected a vector that holds images of 1x1x2 (channels x height x width), " +
            "got Vector<Single, 2, 1> (Parameter 'inputSchema')",
            shape.Message);

        var single = Assert.Throws<InvalidOperationException>(() => ImageDataSet.ReadValidation(new MemoryView(1, Images(_ => [0, 0]), Labels(1, _ => 1)), Options, training));
        Assert.Equal("Validation set: Label column 'Label' has 1 class (Key<UInt32, 0-0>); at least 2 are needed.", single.Message);
        var nan = Assert.Throws<InvalidOperationException>(() => ImageDataSet.ReadValidation(new MemoryView(2, Images(row => [0, row == 1 ? float.NaN : 0]), Labels(2, _ => 2)), Options, training));
        Assert.StartsWith("Validation set: Feature column 'Features', row 2: the value of channel 0", nan.Message);
    }

    [Fact]
    public void SplitKeepsEveryRowOnOneSideAndDependsOnlyOnTheSeed()
    {
        var view = new MemoryView(1000, Images(row => [row % 256, row / 256]), Labels(2, row => row == 5 ? 0u : (uint)(row % 2) + 1));
        var (training, validation) = ImageDataSet.ReadSplit(view, Options, 0.2f, seed: 7);
        Assert.Equal(999, training.Cache.RowCount + validation.Cache.RowCount);
        Assert.InRange(validation.Cache.RowCount, 150, 250);
        Assert.Equal((1000 - validation.Cache.RowCount, 1L), (training.Counts.Rows, training.Counts.MissingLabel));
        int[] held = Rows(validation);
        Assert.Equal(Enumerable.Range(0, 1000).Where(row => row != 5), Rows(training).Concat(held).Order());
        Assert.Equal(held.Order(), held);
        Assert.Equal(held, Rows(ImageDataSet.ReadSplit(view, Options, 0.2f, seed: 7).Validation));
        Assert.NotEqual(held, Rows(ImageDataSet.ReadSplit(view, Options, 0.2f, seed: 8).Validation));

        var few = new MemoryView(2, Images(row => [row, 0]), Labels(2, row => (uint)row + 1));
        var exception = Assert.Throws<InvalidOperationException>(() => ImageDataSet.ReadSplit(few, Options, 0.001f, seed: 7));
        Assert.Equal("A validation set of 0.001 of 2 usable rows has no rows; give a larger fraction or a validation set.", exception.Message);
        exception = Assert.Throws<InvalidOperationException>(() => ImageDataSet.ReadSplit(few, Options, 0.999f, seed: 7));
        Assert.Equal("A validation set of 0.999 of 2 usable rows leaves no rows to train on; give a smaller fraction or a validation set.", exception.Message);

        static int[] Rows(ImageDataSet data) => [.. Enumerable.Range(0, (int)data.Cache.RowCount).Select(row =>
        {
            var pixels = data.Cache.Find(row, out int index).ByteRow(index);
            return pixels[0] + 256 * pixels[1];
        })];
    }

    private static string Error(MemoryView view, ImageDataSetOptions? options = null) =>
        Assert.Throws<InvalidOperationException>(() => ImageDataSet.ReadTraining(view, options ?? Options)).Message;

    private static MemoryColumn Images(Func<long, float[]> row) =>
        MemoryColumn.From("Features", new VectorDataViewType(NumberDataViewType.Single, 1, 2), position => new VBuffer<float>(2, row(position)));

    private static MemoryColumn Labels(int count, Func<long, uint> row) => MemoryColumn.From("Label", new KeyDataViewType(typeof(uint), count), row);

    private static MemoryColumn Weights(Func<long, float> row) => MemoryColumn.From("Weight", NumberDataViewType.Single, row);
}
