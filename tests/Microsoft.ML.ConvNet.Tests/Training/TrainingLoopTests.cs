using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Early stopping, the average of the weights, gradient accumulation and cancellation, on networks that train in no time.</summary>
public class TrainingLoopTests
{
    private const int Classes = 3;
    private static readonly ImageShape Shape = new(1, 3, 4);
    private static readonly Network Network = new NetworkBuilder(Shape).Dense(16).ReLU().Dense(Classes).Build();
    private static readonly Weights Initial = Network.InitializeWeights(1);

    private static readonly TrainingSettings Settings = new()
    {
        Epochs = 8, BatchSize = 4, Optimizer = new Adam(), Schedule = new ConstantRate(0.01), Seed = 5, Threads = 1,
    };

    // Down the hill for three epochs of 8 steps, then up again.
    private static readonly ScriptedRate Spoiling = new(step => step < 24 ? 0.01 : -0.01);

    [Fact]
    public void StopsWhenValidationIsNoLongerBetterAndGivesTheBestWeightsBack()
    {
        var settings = Settings with { Schedule = Spoiling, EarlyStopping = new EarlyStopping { Patience = 2 } };
        var result = Train(settings);
        Assert.Equal(TrainingEnd.StoppedEarly, result.End);
        Assert.Equal(5, result.History.Count);
        Assert.Equal(3, result.WeightsEpoch);
        Assert.Equal(3, 1 + Enumerable.Range(0, 5).MinBy(epoch => result.History[epoch].ValidationLoss));
        NetworkTrainerTests.AssertSameBits(Train(Settings with { Epochs = 3, Schedule = Spoiling }).Weights, result.Weights);
    }

    [Fact]
    public void BestWeightsComeBackAlsoWhenAllEpochsAreTrained()
    {
        var result = Train(Settings with { Schedule = Spoiling, EarlyStopping = new EarlyStopping { Patience = 6 } });
        Assert.Equal((TrainingEnd.Completed, 8, 3), (result.End, result.History.Count, result.WeightsEpoch));
        NetworkTrainerTests.AssertSameBits(Train(Settings with { Epochs = 3, Schedule = Spoiling }).Weights, result.Weights);

        // Without the option: the last ones.
        result = Train(Settings with { Schedule = Spoiling });
        Assert.Equal((TrainingEnd.Completed, 8, 8), (result.End, result.History.Count, result.WeightsEpoch));
    }

    [Fact]
    public void TheAverageFollowsTheWeightsByTheFormula()
    {
        // One step an epoch, so that the checkpoints hold the weights after every step.
        var checkpoints = new MemoryCheckpoints(position => position.Totals.Batches == 0);
        var network = new NetworkBuilder(Shape).Convolution(5, 3).BatchNorm().ReLU().Dense(Classes).Build();
        var settings = Settings with { BatchSize = 32, Epochs = 12, WeightAverageDecay = 0.5, Checkpoints = checkpoints };
        var initial = network.InitializeWeights(1);
        var result = NetworkTrainer.Train(network, initial, Rows(30), Rows(20, 9), settings, new RecordingObserver());
        var expected = initial.ToDictionary(tensor => tensor.Key, tensor => Array.ConvertAll(tensor.Value.Values, value => (double)value));
        for (int step = 1; step <= 12; step++)
        {
            double decay = Math.Min(0.5, (1.0 + step) / (10 + step));
            foreach (var (name, tensor) in checkpoints.States[step - 1].Weights)
            {
                for (int i = 0; i < tensor.Values.Length; i++) expected[name][i] = decay * expected[name][i] + (1 - decay) * tensor.Values[i];
            }
        }

        foreach (var (name, tensor) in result.Weights)
        {
            for (int i = 0; i < tensor.Values.Length; i++) Assert.Equal(expected[name][i], tensor.Values[i], 1e-5);
        }

        Assert.NotEqual(checkpoints.States[^1].Weights["fc1.weight"].Values, result.Weights["fc1.weight"].Values);

        // The training itself does not know of it, but what is measured is the average.
        var plain = NetworkTrainer.Train(network, initial, Rows(30), Rows(20, 9), settings with { WeightAverageDecay = null, Checkpoints = null }, new RecordingObserver());
        NetworkTrainerTests.AssertSameBits(plain.Weights, checkpoints.States[^1].Weights);
        Assert.Equal(plain.History[^1].Loss, result.History[^1].Loss);
        Assert.NotEqual(plain.History[^1].ValidationLoss, result.History[^1].ValidationLoss);
    }

    [Fact]
    public void AccumulatedBatchesAreOneLargeBatch()
    {
        // 30 rows: the last step of an epoch has one batch of 4 and one of 2, as the large batch has 6.
        var optimizer = new Sgd();
        var large = Train(Settings with { BatchSize = 12, Optimizer = optimizer, Epochs = 3 });
        var schedule = new ScriptedRate(_ => 0.01);
        var observer = new RecordingObserver();
        var accumulated = Train(Settings with { AccumulationSteps = 3, Optimizer = optimizer, Epochs = 3, Schedule = schedule }, observer);
        Assert.Equal(Enumerable.Range(0, 9).Select(step => ((long)step, 9L)), schedule.Asked);
        Assert.Equal([3, 6, 9], accumulated.History.Select(metrics => metrics.Step));
        Assert.Equal([4, 8, 12, 16, 20, 24, 28, 30], observer.Batches.Take(8).Select(batch => batch.RowsDone));
        AssertClose(large, accumulated, 1e-5f);

        // A wrong mean would be far away.
        var small = Train(Settings with { Optimizer = optimizer, Epochs = 3 });
        Assert.NotInRange(small.Weights["fc1.weight"].Values[0] - large.Weights["fc1.weight"].Values[0], -1e-4f, 1e-4f);
    }

    [Fact]
    public void AccumulationWeighsRowsAsALargeBatchDoes()
    {
        var settings = Settings with { Optimizer = new Sgd(), Epochs = 3 };
        TrainingResult Weighted(TrainingSettings settings) => NetworkTrainer.Train(
            Network, Initial, new WeightedRows(Rows(30), row => row < 5 ? 0 : row), null, settings, new RecordingObserver());
        AssertClose(Weighted(settings with { BatchSize = 12 }), Weighted(settings with { AccumulationSteps = 3 }), 1e-5f);
    }

    [Fact]
    public void CancelledRunGivesTheBestWeightsBackIfAsked()
    {
        // An epoch asks 9 times in training and 6 in validation. Cancelled in the sixth epoch; the third was the best.
        var settings = Settings with { Schedule = Spoiling, ReturnBestOnCancellation = true };
        var result = Train(settings, new RecordingObserver { CancelAfter = 5 * 15 + 4 });
        Assert.Equal((TrainingEnd.Cancelled, 5, 3), (result.End, result.History.Count, result.WeightsEpoch));
        NetworkTrainerTests.AssertSameBits(Train(Settings with { Epochs = 3, Schedule = Spoiling }).Weights, result.Weights);

        // Without validation rows: the last completed epoch.
        result = NetworkTrainer.Train(Network, Initial, Rows(30), null, settings, new RecordingObserver { CancelAfter = 5 * 9 + 4 });
        Assert.Equal((TrainingEnd.Cancelled, 5, 5), (result.End, result.History.Count, result.WeightsEpoch));
        NetworkTrainerTests.AssertSameBits(Train(Settings with { Epochs = 5, Schedule = Spoiling }).Weights, result.Weights);

        // Nothing to give back yet.
        Assert.Throws<OperationCanceledException>(() => Train(settings, new RecordingObserver { CancelAfter = 5 }));
        Assert.Throws<OperationCanceledException>(() => Train(settings with { ReturnBestOnCancellation = false }, new RecordingObserver { CancelAfter = 5 * 15 }));
    }

    private static void AssertClose(TrainingResult expected, TrainingResult actual, float tolerance)
    {
        foreach (var (name, tensor) in expected.Weights)
        {
            for (int i = 0; i < tensor.Values.Length; i++) Assert.Equal(tensor.Values[i], actual.Weights[name].Values[i], tolerance);
        }

        Assert.Equal(expected.History.Select(metrics => Math.Round(metrics.Loss, 4)), actual.History.Select(metrics => Math.Round(metrics.Loss, 4)));
    }

    private static PatternBatchSource Rows(int count, ulong stream = 0) => new(Shape, Classes, count, stream);

    private static TrainingResult Train(TrainingSettings settings, RecordingObserver? observer = null) =>
        NetworkTrainer.Train(Network, Initial, Rows(30), Rows(20, 9), settings, observer ?? new RecordingObserver());

    /// <summary>Gives the rows of a pass weights by their place in it.</summary>
    private sealed class WeightedRows(PatternBatchSource rows, Func<int, float> weight) : IBatchSource
    {
        private int _next;

        public ImageShape ImageShape => rows.ImageShape;

        public int ClassCount => rows.ClassCount;

        public long RowCount => rows.RowCount;

        public void BeginEpoch(int epoch, long skippedRows = 0)
        {
            rows.BeginEpoch(epoch, skippedRows);
            _next = (int)skippedRows;
        }

        public int NextBatch(MiniBatch batch)
        {
            int count = rows.NextBatch(batch);
            for (int i = 0; i < count; i++) batch.Weights[i] = weight(_next++);
            return count;
        }

        public void Dispose()
        {
        }
    }
}
