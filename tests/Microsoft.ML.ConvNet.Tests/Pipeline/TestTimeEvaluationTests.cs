using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Tests.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Scoring by several views of an image: the average of what the plain model says of each of them.</summary>
public sealed class TestTimeEvaluationTests
{
    private const int Rows = 11;

    private static readonly ImageShape s_shape = new(2, 8, 8), s_larger = new(2, 13, 11);

    private readonly MLContext _mlContext = new(1);

    public static TheoryData<ConvNetTask> Tasks => [.. Enum.GetValues<ConvNetTask>()];

    /// <summary>A row of 2x13x11 pixels, as a user's class.</summary>
    private sealed class LargePicture
    {
        [VectorType(2, 13, 11)]
        public float[] Features = [];
    }

    private sealed class ScoreVector
    {
        public float[] Score = [];
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void AFlipAveragesTheImageAndItsMirrorImage(ConvNetTask task)
    {
        using var plain = new ConvNetTransformer(Content(task));
        using var flipped = plain.WithTestTimeEvaluation(TestTimeEvaluation.HorizontalFlip);
        Assert.Equal((null, TestTimeEvaluation.HorizontalFlip), (plain.TestTimeEvaluation, flipped.TestTimeEvaluation));
        float[] actual = Scores(flipped, View(s_shape));
        AssertClose(Mean(task, Scores(plain, View(s_shape)), Scores(plain, View(s_shape, (row, c, y, x) => Pixel(row, c, y, 7 - x)))), actual);
        AssertClose(Scores(plain, View(s_shape)), Scores(flipped.WithTestTimeEvaluation(null), View(s_shape)));
        Assert.NotEqual(Scores(plain, View(s_shape)), actual);
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void TenCropsAreTheCornersAndTheCentreAsTheyAreAndMirrored(ConvNetTask task)
    {
        using var plain = new ConvNetTransformer(Content(task));
        using var model = plain.WithTestTimeEvaluation(TestTimeEvaluation.TenCrop(new Extent(13, 11)));
        (int Top, int Left)[] corners = [(0, 0), (0, 3), (5, 0), (5, 3), (2, 1)];
        var views = corners.SelectMany(corner => new Func<long, int, int, int, float>[]
        {
            (row, c, y, x) => Pixel(row, c, y + corner.Top, x + corner.Left),
            (row, c, y, x) => Pixel(row, c, y + corner.Top, 7 - x + corner.Left),
        });
        AssertClose(Mean(task, [.. views.Select(view => Scores(plain, View(s_shape, view)))]), Scores(model, View(s_larger)));
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void DenseAveragesTheScoresOfAllWindows(ConvNetTask task)
    {
        using var plain = new ConvNetTransformer(Content(task));
        using var model = plain.WithTestTimeEvaluation(TestTimeEvaluation.Dense(new Extent(13, 11)));
        using var mirrored = plain.WithTestTimeEvaluation(TestTimeEvaluation.Dense(new Extent(13, 11), horizontalFlip: true));

        // The network has no padding, and pools by 2. Its last window ends at 12 x 10 pixels.
        (int Top, int Left)[] windows = [(0, 0), (0, 2), (2, 0), (2, 2), (4, 0), (4, 2)];
        var views = windows.Select(window => Scores(plain, View(s_shape, (row, c, y, x) => Pixel(row, c, y + window.Top, x + window.Left))));
        var mirrors = windows.Select(window => Scores(plain, View(s_shape, (row, c, y, x) => Pixel(row, c, y + window.Top, 10 - x - window.Left))));
        AssertClose(Mean(task, [.. views]), Scores(model, View(s_larger)));
        AssertClose(Mean(task, [.. views, .. mirrors]), Scores(mirrored, View(s_larger)));
    }

    [Fact]
    public void AtTheNetworksOwnSizeDenseIsThePlainModelAlsoWithPadding()
    {
        var network = ConvNetArchitecture.Small.Build(s_shape, 3);
        var content = Content(ConvNetTask.MulticlassClassification) with { Network = network, Weights = network.InitializeWeights(4) };
        using var plain = new ConvNetTransformer(content);
        AssertClose(Scores(plain, View(s_shape)), Scores(plain.WithTestTimeEvaluation(TestTimeEvaluation.Dense(8)), View(s_shape)));
    }

    [Fact]
    public void PredictionEnginesAndBlocksOfAnySizeAgree()
    {
        TestTimeEvaluation[] evaluations = [TestTimeEvaluation.TenCrop(new Extent(13, 11)), TestTimeEvaluation.Dense(new Extent(13, 11), horizontalFlip: true)];
        foreach (var evaluation in evaluations)
        {
            using var model = new ConvNetTransformer(Content(ConvNetTask.MulticlassClassification, lookAhead: 4)).WithTestTimeEvaluation(evaluation);
            using var whole = new ConvNetTransformer(Content(ConvNetTask.MulticlassClassification, lookAhead: 64)).WithTestTimeEvaluation(evaluation);
            float[] scores = Scores(model, View(s_larger));
            AssertClose(scores, Scores(whole, View(s_larger)));
            using var engine = _mlContext.Model.CreatePredictionEngine<LargePicture, ScoreVector>(model, new PredictionEngineOptions { OwnsTransformer = false });
            for (int row = 0; row < Rows; row++) AssertClose(scores[(3 * row)..(3 * row + 3)], engine.Predict(new LargePicture { Features = Values(row, s_larger, Pixel) }).Score);
        }
    }

    [Fact]
    public void TheLogitOfTheMeanProbabilityKeepsItsDigits()
    {
        var task = ConvNet.Pipeline.Tasks.LearningTask.Binary;
        float Average(params float[] logits)
        {
            var average = new float[1];
            task.Average(logits, average);
            return average[0];
        }

        Assert.Equal(0, Average(-3, 3), 1e-6f);
        Assert.Equal(Math.Log(0.75 / 0.25), Average(0, float.PositiveInfinity), 1e-6f);
        Assert.Equal(1000, Average(1000, 1000), 1e-3f);
        Assert.Equal(-1000, Average(-1000, -1000), 1e-3f);
        Assert.Equal(-30 - Math.Log(2), Average(-30, -300), 1e-5f);
        Assert.Equal(30 + Math.Log(2), Average(30, 300), 1e-5f);
    }

    [Fact]
    public void UnusableImagesHaveNoScores()
    {
        var view = View(s_larger, (row, c, y, x) => row == 3 ? float.NaN : Pixel(row, c, y, x));
        using var model = new ConvNetTransformer(Content(ConvNetTask.MulticlassClassification)).WithTestTimeEvaluation(TestTimeEvaluation.TenCrop(new Extent(13, 11)));
        float[] scores = Scores(model, view);
        for (int row = 0; row < Rows; row++) Assert.Equal(row == 3, float.IsNaN(scores[3 * row]));
    }

    [Fact]
    public void ModelFilesKeepTheEvaluation()
    {
        TestTimeEvaluation[] evaluations = [TestTimeEvaluation.HorizontalFlip, TestTimeEvaluation.TenCrop(new Extent(13, 11)), TestTimeEvaluation.Dense(new Extent(13, 11)), TestTimeEvaluation.Dense(12, true)];
        foreach (var evaluation in evaluations)
        {
            using var model = new ConvNetTransformer(Content(ConvNetTask.MulticlassClassification)).WithTestTimeEvaluation(evaluation);
            var view = View(evaluation.ImageShape(s_shape));
            var stream = new MemoryStream();
            _mlContext.Model.Save(model, view.Schema, stream);
            stream.Position = 0;
            using var loaded = (ConvNetTransformer)new MLContext(2).Model.Load(stream, out _);
            Assert.Equal(evaluation, loaded.TestTimeEvaluation);
            Assert.Equal(model.FeatureColumnType, loaded.FeatureColumnType);
            Assert.Equal(Scores(model, view), Scores(loaded, view));
        }
    }

    [Fact]
    public void OnlyFilesWithAnEvaluationNeedTheNewFormat()
    {
        var content = Content(ConvNetTask.MulticlassClassification);
        var (plain, flipped) = (new MemoryStream(), new MemoryStream());
        ModelFile.Write(plain, content);
        ModelFile.Write(flipped, content.With(TestTimeEvaluation.HorizontalFlip));
        Assert.Equal((2u, 1u), Versions(plain));
        Assert.Equal((2u, 2u), Versions(flipped));

        // As version 1 wrote it: the same but for the header.
        byte[] before = plain.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(before.AsSpan(8), 1);
        SHA256.HashData(before.AsSpan(0, 24)).AsSpan(0, 8).CopyTo(before.AsSpan(24));
        Assert.Equal(content.Settings, ModelFile.Read(new MemoryStream(before)).Settings);

        static (uint Version, uint ReadableBy) Versions(MemoryStream file) =>
            (BinaryPrimitives.ReadUInt32LittleEndian(file.GetBuffer().AsSpan(8)), BinaryPrimitives.ReadUInt32LittleEndian(file.GetBuffer().AsSpan(12)));
    }

    [Fact]
    public void TheColumnOfImagesHasTheLargerSize()
    {
        using var plain = new ConvNetTransformer(Content(ConvNetTask.MulticlassClassification));
        using var model = plain.WithTestTimeEvaluation(TestTimeEvaluation.TenCrop(new Extent(13, 11)));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 13, 11), model.FeatureColumnType);
        Assert.Equal(plain.FeatureColumnType, model.WithTestTimeEvaluation(TestTimeEvaluation.HorizontalFlip).FeatureColumnType);
        Assert.Equal(s_shape, model.Model.ImageShape);
        Assert.Contains(
            "Schema mismatch for feature column 'Features': expected Vector<Single, 2, 13, 11> (or another vector of Single that holds images of 2x13x11), got Vector<Single, 2, 8, 8>",
            Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(View(s_shape))).Message);

        (int[] Trained, PixelLayout Layout, int[] Larger)[] types =
            [([8, 8, 2], PixelLayout.Interleaved, [13, 11, 2]), ([128], PixelLayout.Planar, [286]), ([0], PixelLayout.Interleaved, [0])];
        foreach (var (trained, layout, larger) in types)
        {
            var settings = plain.Content.Settings with { FeatureColumnType = new VectorDataViewType(NumberDataViewType.Byte, trained), Image = new() { Shape = s_shape, Layout = layout } };
            Assert.Equal(larger, settings.With(model.TestTimeEvaluation, s_shape).FeatureColumnType.Dimensions.ToArray());
        }
    }

    [Fact]
    public void EncodedImagesAreResizedToTheLargerSize()
    {
        var random = new Random(3);
        byte[][] pixels = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            var bytes = new byte[12 * 12 * 3];
            random.NextBytes(bytes);
            return bytes;
        })];
        byte[][] files = [.. pixels.Select(each => TestPictures.Png(12, 12, each))];
        var network = new NetworkBuilder(new ImageShape(3, 8, 8)).Convolution(4, 3).ReLU().Flatten().Dense(3).Build();
        var evaluation = TestTimeEvaluation.TenCrop(12);
        var options = new ConvNetScoringEstimator.Options { TestTimeEvaluation = evaluation, ChannelMeans = [100, 120, 140], ChannelDeviations = [50, 60, 70] };
        var estimator = _mlContext.Transforms.ApplyConvNet(network, network.InitializeWeights(2), options);
        var encoded = new TestView(3, TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte), row => new VBuffer<byte>(files[row].Length, files[row])));
        var plain = new TestView(3, TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte, 12, 12, 3), row => new VBuffer<byte>(432, pixels[row])));
        Assert.Equal(evaluation, estimator.Fit(plain).TestTimeEvaluation);
        AssertClose(Scores(estimator.Fit(plain), plain), Scores(estimator.Fit(encoded), encoded));
        var small = new TestView(3, TestColumn.Of("Features", new VectorDataViewType(NumberDataViewType.Byte, 8, 8, 3), row => default(VBuffer<byte>)));
        Assert.Contains("3x12x12", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(small)).Message);
    }

    [Fact]
    public void TrainersGiveTheEvaluationToTheirModels()
    {
        var data = _mlContext.Data.LoadFromEnumerable(Stripes.Draw(40, 1));
        var options = Stripes.Options(epoch: 1);
        options.TestTimeEvaluation = TestTimeEvaluation.HorizontalFlip;
        var chain = (IEnumerable<ITransformer>)Stripes.Pipeline(_mlContext, options).Fit(data);
        Assert.Equal(TestTimeEvaluation.HorizontalFlip, chain.OfType<ConvNetTransformer>().Single().TestTimeEvaluation);
        options.TestTimeEvaluation = TestTimeEvaluation.Dense(10);
        Assert.StartsWith(
            "TestTimeEvaluation (dense on 10x10) needs images of 1x10x10, but column 'Pixels' has pixels of 1x8x8 to train on: train on encoded images",
            Assert.Throws<ArgumentOutOfRangeException>("TestTimeEvaluation", () => Stripes.Pipeline(_mlContext, options).Fit(data)).Message);
    }

    [Fact]
    public void WhatCannotBeEvaluatedIsNamed()
    {
        using var model = new ConvNetTransformer(Content(ConvNetTask.MulticlassClassification));
        Assert.Contains(
            "needs images of at least 8x8 pixels, the network's input, but is for 9x7",
            Assert.Throws<ArgumentOutOfRangeException>("evaluation", () => model.WithTestTimeEvaluation(TestTimeEvaluation.TenCrop(new Extent(9, 7)))).Message);
        Assert.Throws<ArgumentOutOfRangeException>("imageSize", () => TestTimeEvaluation.Dense(0));
        Assert.Throws<ArgumentOutOfRangeException>("imageSize", () => TestTimeEvaluation.TenCrop(40000));

        var network = new NetworkBuilder(s_shape).Append(new LocallyConnectedLayer(2, 3), "local").Dense(3).Build();
        const string problem = "layer 'local' (locally connected 3x3-2) cannot be made a convolution";
        using var local = new ConvNetTransformer(model.Content with { Network = network, Weights = network.InitializeWeights(1) });
        Assert.Contains(problem, Assert.Throws<ArgumentOutOfRangeException>("evaluation", () => local.WithTestTimeEvaluation(TestTimeEvaluation.Dense(10))).Message);
        local.WithTestTimeEvaluation(TestTimeEvaluation.TenCrop(10)).Dispose();
        var options = new ConvNetScoringEstimator.Options { TestTimeEvaluation = TestTimeEvaluation.Dense(10) };
        string message = Assert.Throws<ArgumentOutOfRangeException>("TestTimeEvaluation", () => _mlContext.Transforms.ApplyConvNet(network, network.InitializeWeights(1), options)).Message;
        Assert.StartsWith("TestTimeEvaluation: ", message);
        Assert.Contains(problem, message);
    }

    internal static ModelContent Content(ConvNetTask task, int lookAhead = 4, ulong seed = 1)
    {
        int outputs = task switch { ConvNetTask.MulticlassClassification => 3, ConvNetTask.BinaryClassification => 1, _ => 2 };
        var settings = new ModelSettings
        {
            LabelColumnName = "Label",
            FeatureColumnName = "Features",
            FeatureColumnType = new VectorDataViewType(NumberDataViewType.Single, 2, 8, 8),
            ScoreColumnName = "Score",
            PredictedLabelColumnName = "PredictedLabel",
            Task = task,
            Image = new ImageColumnOptions { Shape = s_shape, Layout = PixelLayout.Planar },
            LookAhead = lookAhead,
        };
        var network = new NetworkBuilder(s_shape).Convolution(4, 3).ReLU().MaxPool(2).Flatten().Dense(6).ReLU().Dense(outputs).Build();
        var targets = task == ConvNetTask.Regression ? new PixelStatistics([10, -20], [2, 3]) : null;
        return new ModelContent(settings, network, network.InitializeWeights(seed), new PixelStatistics([0.1f, 0.2f], [0.5f, 0.25f]), null, null, targets);
    }

    internal static TestView View(ImageShape shape, Func<long, int, int, int, float>? pixel = null) => new(Rows, TestColumn.Of(
        "Features", new VectorDataViewType(NumberDataViewType.Single, shape.Channels, shape.Height, shape.Width), row => new VBuffer<float>(shape.Size, Values(row, shape, pixel ?? Pixel))));

    internal static float[] Scores(ITransformer model, IDataView view)
    {
        var scored = model.Transform(view);
        return scored.Schema["Score"].Type is VectorDataViewType ? [.. scored.GetColumn<float[]>("Score").SelectMany(score => score)] : [.. scored.GetColumn<float>("Score")];
    }

    /// <summary>The mean of what several models or views say: probabilities for classes, the logit of the mean probability for yes or no, numbers.</summary>
    internal static float[] Mean(ConvNetTask task, params float[][] scores) => [.. Enumerable.Range(0, scores[0].Length).Select(i =>
    {
        if (task != ConvNetTask.BinaryClassification) return scores.Average(each => each[i]);
        double probability = scores.Average(each => 1 / (1 + Math.Exp(-(double)each[i])));
        return (float)Math.Log(probability / (1 - probability));
    })];

    internal static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f * Math.Max(1, Math.Abs(expected[i])));
    }

    // Different everywhere; no mirror image is the image.
    private static float Pixel(long row, int channel, int y, int x) => ((row * 5 + channel * 31 + y * 17 + x * 7 + x * y % 5) % 23) / 11f;

    private static float[] Values(long row, ImageShape shape, Func<long, int, int, int, float> pixel) =>
        [.. from c in Enumerable.Range(0, shape.Channels) from y in Enumerable.Range(0, shape.Height) from x in Enumerable.Range(0, shape.Width) select pixel(row, c, y, x)];
}
