using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>A run that goes on from the state of another ends with the same bits as the other.</summary>
public class TrainingStateTests
{
    private const int Classes = 3, Rows = 30, ValidationRows = 20;
    private static readonly ImageShape Shape = new(2, 8, 8);

    private static readonly Network Network =
        new NetworkBuilder(Shape).Convolution(5, 3).BatchNorm().ReLU().MaxPool(2).Dense(7).ReLU().Dropout(0.3f).Dense(Classes).Build();

    private static readonly TrainingSettings Settings = new()
    {
        Epochs = 4, BatchSize = 4, Optimizer = new Adam(), Schedule = new CosineRate(0.01), Seed = 5, Threads = 1,
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    private static readonly Dictionary<string, TrainingSettings> s_cases = new()
    {
        ["adam"] = Settings,
        ["momentum"] = Settings with { Optimizer = new Sgd { WeightDecay = 1e-3 } },
        ["plain descent"] = Settings with { Optimizer = new Sgd { Momentum = 0 } },
        ["averaged momentum"] = Settings with { Optimizer = new Sgd { ExponentialAverage = true } },
        ["adamw"] = Settings with { Optimizer = new AdamW() },
        ["rmsprop"] = Settings with { Optimizer = new RmsProp { Momentum = 0.5 } },
        ["adagrad"] = Settings with { Optimizer = new AdaGrad() },
        ["adadelta"] = Settings with { Optimizer = new AdaDelta() },
        ["plateau"] = Settings with { Epochs = 9, Schedule = new PlateauRate(0.05, patience: 0) { Threshold = 0.5 } },
        ["average"] = Settings with { WeightAverageDecay = 0.9 },
        ["accumulation"] = Settings with { AccumulationSteps = 3 },
        ["early stopping"] = Settings with { Epochs = 9, Schedule = new ScriptedRate(step => step < 16 ? 0.01 : 0.5), EarlyStopping = new EarlyStopping { Patience = 2 } },
        ["divergence"] = Settings with { Schedule = new ScriptedRate(step => step == 26 ? double.PositiveInfinity : 0.01) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryStateLeadsToTheSameBits(string name)
    {
        var settings = s_cases[name];
        var checkpoints = new MemoryCheckpoints(_ => true);
        var whole = Train(settings with { Checkpoints = checkpoints });
        NetworkTrainerTests.AssertSameBits(Train(settings).Weights, whole.Weights);
        Assert.True(checkpoints.States.Count > 10);
        Assert.Equal(name == "early stopping", whole.End == TrainingEnd.StoppedEarly);
        Assert.Equal(name == "divergence", whole.End == TrainingEnd.Diverged);
        foreach (var state in checkpoints.States)
        {
            var resumed = Train(settings with { ResumeFrom = state });
            NetworkTrainerTests.AssertSameBits(whole.Weights, resumed.Weights);
            Assert.Equal((whole.End, whole.WeightsEpoch), (resumed.End, resumed.WeightsEpoch));
            Assert.Equal(whole.History.Select(WithoutTimes), resumed.History.Select(WithoutTimes));
        }
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 4)]
    [InlineData(3, 5)]
    [InlineData(3, 11)]
    public void CancelledRunSavesTheStateOfItsLastStep(int accumulationSteps, int cancelAfter)
    {
        var settings = Settings with { AccumulationSteps = accumulationSteps };
        var checkpoints = new MemoryCheckpoints(_ => false);
        Assert.Throws<OperationCanceledException>(() => Train(settings with { Checkpoints = checkpoints }, new RecordingObserver { CancelAfter = cancelAfter }));
        NetworkTrainerTests.AssertSameBits(Train(settings).Weights, Train(settings with { ResumeFrom = Assert.Single(checkpoints.States) }).Weights);
    }

    [Fact]
    public void TheLastStateIsSavedWhenTheRunEnds()
    {
        var checkpoints = new MemoryCheckpoints(_ => false);
        var whole = Train(Settings with { Checkpoints = checkpoints });
        var state = Assert.Single(checkpoints.States);
        Assert.Equal(Settings.Epochs, state.Position.CompletedEpochs);
        var observer = new RecordingObserver();
        NetworkTrainerTests.AssertSameBits(whole.Weights, Train(Settings with { ResumeFrom = state }, observer).Weights);
        Assert.Empty(observer.Batches);
    }

    [Fact]
    public void MissingPartsAreNamed()
    {
        var checkpoints = new MemoryCheckpoints(_ => false);
        Train(Settings with { Checkpoints = checkpoints });
        var state = checkpoints.States[0];
        void Refuses(TrainingSettings settings, TrainingState changed, string what) =>
            Assert.Contains(what, Assert.Throws<ArgumentException>(() => Train(settings with { ResumeFrom = changed })).Message);

        Refuses(Settings with { WeightAverageDecay = 0.9 }, state, "an average of the weights");
        Refuses(Settings, state with { OptimizerNumbers = new Dictionary<string, double>() }, "'beta1Power'");
        Refuses(Settings, state with { OptimizerSlots = new Weights(state.OptimizerSlots.Skip(1)) }, $"'{state.OptimizerSlots.Keys.First().Split('/')[1]}'");
        Refuses(Settings, state with { Weights = new Weights(state.Weights.Skip(1)) }, $"'{state.Weights.Keys.First()}'");
    }

    private static EpochMetrics WithoutTimes(EpochMetrics metrics) => metrics with { ImagesPerSecond = 0, Elapsed = default };

    private static TrainingResult Train(TrainingSettings settings, RecordingObserver? observer = null) => NetworkTrainer.Train(
        Network, Network.InitializeWeights(1), new PatternBatchSource(Shape, Classes, Rows), new PatternBatchSource(Shape, Classes, ValidationRows, stream: 9), settings,
        observer ?? new RecordingObserver());
}
