using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Scoring with weights that are there already, in a pipeline.</summary>
public sealed class ScoringEstimatorTests
{
    private readonly MLContext _mlContext = new(1);

    [Fact]
    public void ScoresAsTheTransformerThatTheWeightsWereTakenFrom()
    {
        var data = _mlContext.Data.LoadFromEnumerable(Stripes.Draw(120, 1));
        var trained = (IEnumerable<ITransformer>)Stripes.Pipeline(_mlContext, Stripes.Options(epoch: 1)).Fit(data);
        var model = trained.OfType<ConvNetTransformer>().Single().Model;
        var options = new ConvNetScoringEstimator.Options
        {
            FeatureColumnName = "Pixels",
            ClassNames = model.ClassNames,
            ChannelMeans = model.ChannelMeans,
            ChannelDeviations = model.ChannelDeviations,
            NumberOfThreads = 2,
        };

        // Weights as they come from a file, and no row to fit on.
        var stream = new MemoryStream();
        SafeTensors.Write(stream, model.Weights);
        var weights = SafeTensors.Read(new MemoryStream(stream.ToArray()));
        var pipeline = _mlContext.Transforms.ApplyConvNet(model.Network, weights, options)
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue(nameof(Stripes.Prediction.PredictedKind), "PredictedLabel"));
        options.FeatureColumnName = "changed later";
        ITransformer applied = pipeline.Fit(_mlContext.Data.LoadFromEnumerable(Array.Empty<Stripes.Picture>()));
        var expected = ((ITransformer)trained).Transform(data);
        Assert.Equal(Scores(expected), Scores(applied.Transform(data)));
        Assert.Equal(expected.GetColumn<string>("PredictedKind"), applied.Transform(data).GetColumn<string>("PredictedKind"));

        var zip = new MemoryStream();
        _mlContext.Model.Save(applied, data.Schema, zip);
        zip.Position = 0;
        Assert.Equal(Scores(expected), Scores(_mlContext.Model.Load(zip, out _).Transform(data)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheSchemaBeforeIsTheSchemaAfter(bool hasNames)
    {
        var options = new ConvNetScoringEstimator.Options { FeatureColumnName = "Pixels", ClassNames = hasNames ? ["a", "b", "c"] : null };
        var estimator = Estimator(options);
        var data = _mlContext.Data.LoadFromEnumerable(Stripes.Draw(1, 1));
        var before = estimator.GetOutputSchema(ConvNet.Pipeline.MlNetInterop.ShapeOf(data.Schema));
        var after = ConvNet.Pipeline.MlNetInterop.ShapeOf(estimator.Fit(data).GetOutputSchema(data.Schema));
        foreach (string name in new[] { "Score", "PredictedLabel" })
        {
            SchemaShape.Column expected = before.Single(column => column.Name == name), actual = after.Single(column => column.Name == name);
            Assert.Equal((expected.Kind, expected.ItemType, expected.IsKey), (actual.Kind, actual.ItemType, actual.IsKey));
            Assert.Equal(expected.Annotations.Select(each => each.Name).Order(StringComparer.Ordinal), actual.Annotations.Select(each => each.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void WhatDoesNotFitIsNamed()
    {
        var network = ConvNetArchitecture.Small.Build(Stripes.Shape, 3);
        var other = ConvNetArchitecture.Small.Build(Stripes.Shape, 4).InitializeWeights(1);
        Assert.Contains("fc2.bias (3 expected, 4 found)", Assert.Throws<ArgumentException>("weights", () => _mlContext.Transforms.ApplyConvNet(network, other)).Message);
        Assert.StartsWith(
            "ClassNames must be one name for each of the network's 3 classes, but is 2.",
            Assert.Throws<ArgumentOutOfRangeException>("ClassNames", () => Estimator(new() { ClassNames = ["a", "b"] })).Message);
        Assert.StartsWith(
            "ChannelMeans must be one value for each of the images' 1 channels, but is 3.",
            Assert.Throws<ArgumentOutOfRangeException>("ChannelMeans", () => Estimator(new() { ChannelMeans = [1, 1, 1], ChannelDeviations = [1, 1, 1] })).Message);
        Assert.Throws<ArgumentOutOfRangeException>("LookAhead", () => Estimator(new() { LookAhead = -1 }));
        var map = new NetworkBuilder(Stripes.Shape).Convolution(2, 3).Build();
        Assert.Throws<ArgumentOutOfRangeException>("network", () => _mlContext.Transforms.ApplyConvNet(map, map.InitializeWeights(1)));

        var data = _mlContext.Data.LoadFromEnumerable(Stripes.Draw(1, 1));
        Assert.Contains("'Features'", Assert.Throws<ArgumentOutOfRangeException>(() => Estimator(new()).Fit(data)).Message);
        var larger = ConvNetArchitecture.Small.Build(new ImageShape(1, 16, 16), 3);
        var estimator = _mlContext.Transforms.ApplyConvNet(larger, larger.InitializeWeights(1), new() { FeatureColumnName = "Pixels" });
        Assert.Contains("1x16x16", Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message);
    }

    private ConvNetScoringEstimator Estimator(ConvNetScoringEstimator.Options options)
    {
        var network = ConvNetArchitecture.Small.Build(Stripes.Shape, 3);
        return _mlContext.Transforms.ApplyConvNet(network, network.InitializeWeights(1), options);
    }

    private static float[] Scores(IDataView data) => [.. data.GetColumn<float[]>("Score").SelectMany(score => score)];
}
