namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Training that starts from given weights.</summary>
public sealed class FineTuningTests
{
    /// <summary>A rate at which a step changes no weight of single precision.</summary>
    private const float NoRate = 1e-30f;

    private readonly MLContext _mlContext = new(1);
    private readonly List<string> _log = [];

    public FineTuningTests() => _mlContext.Log += (_, message) =>
    {
        lock (_log) _log.Add(message.RawMessage);
    };

    [Fact]
    public void TrainingGoesOnWhereTheWeightsStand()
    {
        var first = Fit(Stripes.Options());
        var options = Stripes.Options(epoch: 1);
        (options.InitialWeights, options.LearningRate) = (first.Weights, NoRate);
        var metrics = new List<ConvNetMetrics>();
        options.MetricsCallback = metrics.Add;
        options.ValidationSetFraction = 0.2f;
        var second = Fit(options);
        Assert.InRange(metrics[^1].Accuracy, 0.95, 1);
        Assert.Equal(first.Weights["fc2.weight"].Values, second.Weights["fc2.weight"].Values);
        Assert.Contains(_log, line => line.StartsWith($"Initial weights: {first.Weights.Count} of the network's {first.Weights.Count} tensors are there and fit.", StringComparison.Ordinal));
    }

    [Fact]
    public void AnotherNumberOfClassesNeedsPartialWeights()
    {
        var given = ConvNetArchitecture.Small.Build(Stripes.Shape, 10).InitializeWeights(77);
        var options = Stripes.Options(epoch: 1);
        (options.InitialWeights, options.LearningRate) = (given, NoRate);
        var exception = Assert.Throws<ArgumentOutOfRangeException>("InitialWeights", () => Fit(options));
        Assert.StartsWith(
            $"InitialWeights: The weights do not fit the network: {given.Count - 2} of the network's {given.Count} tensors are there and fit. 2 are of another shape: fc2.weight (3x128 expected, 10x128 found), "
            + "fc2.bias (3 expected, 10 found).", exception.Message);
        Assert.Contains("AllowPartialWeights takes what fits and starts the others at random.", exception.Message);

        options.AllowPartialWeights = true;
        var weights = Fit(options).Weights;
        Assert.Equal(given["conv1.weight"].Values, weights["conv1.weight"].Values);
        Assert.Equal(ConvNetArchitecture.Small.Build(Stripes.Shape, 3).InitializeWeights(5)["fc2.weight"].Values, weights["fc2.weight"].Values);
        Assert.Contains(_log, line => line.StartsWith($"Initial weights: {given.Count - 2} of the network's {given.Count} tensors are there and fit. 2 are of another shape: fc2.weight", StringComparison.Ordinal));
    }

    [Fact]
    public void WeightsOfWhichNothingFitsAreRefusedAndNoRowIsRead()
    {
        var options = Stripes.Options();
        (options.InitialWeights, options.AllowPartialWeights) = (new Weights([]), true);
        Assert.Contains("Nothing of the weights fits the network", Assert.Throws<ArgumentOutOfRangeException>("InitialWeights", () => Fit(options)).Message);
        Assert.DoesNotContain(_log, line => line.StartsWith("Training data", StringComparison.Ordinal));
    }

    [Fact]
    public void GivenMeansAndDeviationsAreUsedAndKept()
    {
        var options = Stripes.Options(epoch: 1);
        (options.ChannelMeans, options.ChannelDeviations) = ([30], [50]);
        var model = Fit(options);
        Assert.Equal([30f], model.ChannelMeans);
        Assert.Equal([50f], model.ChannelDeviations);

        (options.ChannelMeans, options.ChannelDeviations) = ([1, 2, 3], [1, 2, 3]);
        Assert.StartsWith(
            "ChannelMeans must be one value for each of the images' 1 channels, but is 3.",
            Assert.Throws<ArgumentOutOfRangeException>("ChannelMeans", () => Fit(options)).Message);
    }

    private ConvNetModelParameters Fit(ConvNetTrainer.Options options)
    {
        var data = _mlContext.Data.LoadFromEnumerable(Stripes.Draw(200, 1));
        var chain = (IEnumerable<ITransformer>)Stripes.Pipeline(_mlContext, options).Fit(data);
        return chain.OfType<ConvNetTransformer>().Single().Model;
    }
}
