using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Whole networks through the loop.</summary>
public class ArchitectureTrainingTests
{
    private static readonly ImageShape Shape = new(1, 28, 28);

    public static TheoryData<string> Architectures => ["lenet5", "lenet5_relu", "small"];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void LearnsPatterns(string architecture)
    {
        var result = Train(architecture, epochs: 5, threads: 2);
        Assert.Equal(TrainingEnd.Completed, result.End);
        Assert.True(result.History[^1].Loss < 0.5 * result.History[0].Loss, string.Join('\n', result.History));
        Assert.True(result.History[^1].ValidationAccuracy >= 0.95, string.Join('\n', result.History));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void SameSeedSameBitsOnAnyNumberOfThreads(string architecture)
    {
        var expected = Train(architecture, epochs: 1, threads: 1);
        for (int threads = 1; threads <= 4; threads++)
        {
            var actual = Train(architecture, epochs: 1, threads);
            NetworkTrainerTests.AssertSameBits(expected.Weights, actual.Weights);
            Assert.Equal(expected.History[0].Loss, actual.History[0].Loss);
            Assert.Equal(expected.History[0].ValidationLoss, actual.History[0].ValidationLoss);
        }
    }

    private static TrainingResult Train(string architecture, int epochs, int threads)
    {
        var network = ConvNetArchitecture.Parse(architecture).Build(Shape, 5);
        var settings = new TrainingSettings { Epochs = epochs, BatchSize = 16, Optimizer = new Adam(), Schedule = new CosineRate(0.002), Seed = 3, Threads = threads };

        // 203 rows: the last batch is partial.
        using var training = new PatternBatchSource(Shape, 5, 203, noise: 1);
        using var validation = new PatternBatchSource(Shape, 5, 60, stream: 9, noise: 1, shuffles: false);
        return NetworkTrainer.Train(network, network.InitializeWeights(2), training, validation, settings, new RecordingObserver());
    }
}
