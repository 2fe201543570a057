using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>The loop, on a network that is small enough to train in no time.</summary>
public class NetworkTrainerTests
{
    private const int Classes = 3;
    private static readonly ImageShape Shape = new(1, 3, 4);

    private static readonly Network Network = new NetworkBuilder(Shape).Dense(16).ReLU().Dropout(0.2f).Dense(Classes).Build();

    private static readonly TrainingSettings Settings = new()
    {
        Epochs = 3, BatchSize = 4, Optimizer = new Adam(), Schedule = new ConstantRate(0.01), Seed = 5, Threads = 1,
    };

    [Fact]
    public void LearnsAndSaysHowWell()
    {
        var observer = new RecordingObserver();
        var result = Train(Settings with { Epochs = 10 }, observer, rowCount: 120, validationRowCount: 60);
        Assert.Equal(TrainingEnd.Completed, result.End);
        Assert.Equal(10, result.History.Count);
        Assert.Equal(observer.Epochs, result.History);
        Assert.True(result.History[^1].Loss < 0.5 * result.History[0].Loss);
        Assert.InRange(result.History[^1].Accuracy, 0.9, 1);
        Assert.InRange(result.History[^1].ValidationAccuracy!.Value, 0.95, 1);
        Assert.Empty(observer.Divergences);
    }

    [Fact]
    public void MetricsAreThoseOfTheEpoch()
    {
        var observer = new RecordingObserver();
        var result = Train(Settings with { Schedule = new ScriptedRate(step => 0.001 * (step + 1)) }, observer, rowCount: 10);
        Assert.Equal([1, 2, 3], result.History.Select(metrics => metrics.Epoch));
        Assert.Equal([0.003, 0.006, 0.009], result.History.Select(metrics => Math.Round(metrics.LearningRate, 9)));
        Assert.All(result.History, metrics =>
        {
            Assert.Null(metrics.ValidationLoss);
            Assert.Null(metrics.ValidationAccuracy);
            Assert.True(metrics.ImagesPerSecond > 0);

            var batches = observer.Batches.Where(batch => batch.Epoch == metrics.Epoch).ToArray();
            Assert.Equal([4, 8, 10], batches.Select(batch => batch.RowsDone));
            Assert.All(batches, batch => Assert.Equal(10, batch.RowCount));
            Assert.Equal((4 * batches[0].Loss + 4 * batches[1].Loss + 2 * batches[2].Loss) / 10, metrics.Loss, 9);
            Assert.Equal(metrics.Accuracy * 10, Math.Round(metrics.Accuracy * 10), 9);
        });
        Assert.True(result.History[0].Elapsed <= result.History[1].Elapsed);
        Assert.Equal([3, 6, 9], result.History.Select(metrics => metrics.Step));
        Assert.True(observer.Remaining[0] > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, observer.Remaining[2]);
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(12, 3)]
    [InlineData(3, 1)]
    public void ScheduleSeesEveryStepOfTheRun(int rowCount, int stepsPerEpoch)
    {
        var schedule = new ScriptedRate(_ => 0.01);
        Train(Settings with { Schedule = schedule }, rowCount: rowCount);
        Assert.Equal(Enumerable.Range(0, 3 * stepsPerEpoch).Select(step => ((long)step, 3L * stepsPerEpoch)), schedule.Asked);
    }

    [Fact]
    public void ValidationIsTheScoreOfTheWeightsOfTheEpoch()
    {
        var result = Train(Settings, validationRowCount: 11);
        using var store = new ParameterStore(Network.Lower(), withGradients: false);
        store.Load(result.Weights);
        using var plan = new ExecutionPlan(Network.Lower(), store, PlanMode.Scoring, Settings.BatchSize, threads: 1);
        var evaluation = Evaluation.Of(plan, Rows(11, stream: 9), Settings.Epochs - 1, new RecordingObserver());
        Assert.Equal(evaluation.Loss, result.History[^1].ValidationLoss);
        Assert.Equal(evaluation.Accuracy, result.History[^1].ValidationAccuracy);
    }

    [Fact]
    public void ValidationDoesNotChangeTheTraining() => AssertSameBits(Train(Settings).Weights, Train(Settings, validationRowCount: 11).Weights);

    [Fact]
    public void SeedDecidesTheResult()
    {
        AssertSameBits(Train(Settings).Weights, Train(Settings).Weights);
        Assert.NotEqual(Train(Settings).Weights["fc1.weight"].Values, Train(Settings with { Seed = 6 }).Weights["fc1.weight"].Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    public void IsAskedBeforeEveryBatchWhetherToStop(int cancelAfter)
    {
        var observer = new RecordingObserver { CancelAfter = cancelAfter };
        using var training = Rows(30);
        using var validation = Rows(11, stream: 9);
        Assert.Throws<OperationCanceledException>(() => NetworkTrainer.Train(Network, Network.InitializeWeights(1), training, validation, Settings, observer));

        // An epoch asks 9 times in training (eight batches and the end), so that 9 is the first batch of validation.
        Assert.Equal(Math.Min(cancelAfter, 8), training.BatchesRead);
        Assert.Equal(0, validation.BatchesRead);
    }

    [Fact]
    public void CancellationStopsValidationToo()
    {
        using var validation = Rows(11, stream: 9);
        Assert.Throws<OperationCanceledException>(() => NetworkTrainer.Train(
            Network, Network.InitializeWeights(1), Rows(30), validation, Settings, new RecordingObserver { CancelAfter = 10 }));
        Assert.Equal(1, validation.BatchesRead);
    }

    [Fact]
    public void RowsWithoutWeightTeachNothing()
    {
        var initial = Network.InitializeWeights(1);
        var result = NetworkTrainer.Train(Network, initial, new PatternBatchSource(Shape, Classes, 30, weight: 0), null, Settings, new RecordingObserver());
        Assert.Equal(TrainingEnd.Completed, result.End);
        AssertSameBits(initial, result.Weights);
    }

    [Fact]
    public void CommonFactorOfTheExampleWeightsDoesNotMatter()
    {
        var settings = Settings with { Optimizer = new Sgd() };
        var initial = Network.InitializeWeights(1);
        var doubled = NetworkTrainer.Train(Network, initial, new PatternBatchSource(Shape, Classes, 30, weight: 2), null, settings, new RecordingObserver());
        AssertSameBits(Train(settings).Weights, doubled.Weights);
    }

    [Fact]
    public void UnfitSourcesAreRefused()
    {
        var initial = Network.InitializeWeights(1);
        void Refuses<T>(string what, IBatchSource training, IBatchSource? validation)
            where T : Exception
        {
            var error = Assert.Throws<T>(() => NetworkTrainer.Train(Network, initial, training, validation, Settings, new RecordingObserver()));
            Assert.Contains(what, error.Message);
        }

        Refuses<ArgumentException>("1x4x4", new PatternBatchSource(new(1, 4, 4), Classes, 8), null);
        Refuses<ArgumentException>("4 classes", Rows(8), new PatternBatchSource(Shape, 4, 8));
        Refuses<InvalidOperationException>("training set", Rows(0), null);
        Refuses<InvalidOperationException>("validation set", Rows(8), Rows(0));
        Refuses<InvalidOperationException>("sum to 0", Rows(8), new PatternBatchSource(Shape, Classes, 8, weight: 0));
    }

    internal static void AssertSameBits(Weights expected, Weights actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (name, tensor) in expected)
        {
            Assert.Equal(tensor.Dimensions.AsEnumerable(), actual[name].Dimensions);
            Assert.Equal(Array.ConvertAll(tensor.Values, BitConverter.SingleToInt32Bits), Array.ConvertAll(actual[name].Values, BitConverter.SingleToInt32Bits));
        }
    }

    private static PatternBatchSource Rows(int count, ulong stream = 0) => new(Shape, Classes, count, stream);

    private static TrainingResult Train(TrainingSettings settings, RecordingObserver? observer = null, int rowCount = 30, int? validationRowCount = null)
    {
        using var training = Rows(rowCount);
        using var validation = validationRowCount is int count ? Rows(count, stream: 9) : null;
        return NetworkTrainer.Train(Network, Network.InitializeWeights(1), training, validation, settings, observer ?? new RecordingObserver());
    }
}
