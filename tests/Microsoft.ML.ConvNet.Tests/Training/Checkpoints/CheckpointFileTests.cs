using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.ConvNet.Training.Checkpoints;

namespace Microsoft.ML.ConvNet.Tests.Training.Checkpoints;

public class CheckpointFileTests
{
    [Fact]
    public void EverythingComesBackExactly()
    {
        var checkpoint = Sample();
        var read = CheckpointFile.Read(new MemoryStream(Bytes(checkpoint)));
        Assert.Equal(checkpoint.Run.Entries, read.Run.Entries.AsEnumerable());
        Assert.Equal(checkpoint.Run.Id, read.Run.Id);
        TrainingState expected = checkpoint.State, state = read.State;
        Assert.Equal(expected.Position, state.Position);
        Assert.Equal(expected.Elapsed, state.Elapsed);
        Assert.Equal(expected.History, state.History);
        Assert.Equal(expected.OptimizerNumbers, state.OptimizerNumbers);
        NetworkTrainerTests.AssertSameBits(expected.Weights, state.Weights);
        NetworkTrainerTests.AssertSameBits(expected.OptimizerSlots, state.OptimizerSlots);
        NetworkTrainerTests.AssertSameBits(expected.Average!, state.Average!);
        NetworkTrainerTests.AssertSameBits(expected.Kept!.Weights, state.Kept!.Weights);
        Assert.Equal(expected.Kept.Epoch, state.Kept.Epoch);
    }

    [Fact]
    public void WhatIsNotThereStaysAway()
    {
        var sample = Sample();
        var checkpoint = sample with { State = sample.State with { Average = null, Kept = null, OptimizerSlots = new Weights([]) } };
        var read = CheckpointFile.Read(new MemoryStream(Bytes(checkpoint)));
        Assert.Null(read.State.Average);
        Assert.Null(read.State.Kept);
        Assert.Empty(read.State.OptimizerSlots);
    }

    [Fact]
    public void DamageAndTruncationAreFoundEverywhere()
    {
        byte[] bytes = Bytes(Sample());
        for (int position = 0; position < bytes.Length; position++)
        {
            bytes[position] ^= 0x40;
            Assert.StartsWith("The checkpoint is damaged: ", Assert.Throws<FormatException>(() => CheckpointFile.Read(new MemoryStream(bytes))).Message);
            bytes[position] ^= 0x40;
            Assert.StartsWith("The checkpoint is truncated: ", Assert.Throws<FormatException>(() => CheckpointFile.Read(new MemoryStream(bytes[..position]))).Message);
        }
    }

    [Fact]
    public void ASoundFileWithAnImpossibleContentIsRefused()
    {
        var sample = Sample();
        var checkpoint = sample with { State = sample.State with { Position = sample.State.Position with { CompletedEpochs = 3 } } };
        Assert.Contains("'completedEpochs'", Assert.Throws<FormatException>(() => CheckpointFile.Read(new MemoryStream(Bytes(checkpoint)))).Message);
    }

    /// <summary>A state with numbers that are easily spoilt.</summary>
    internal static Checkpoint Sample(long steps = 77, int epochs = 2, string data = "10 rows")
    {
        Weights Tensors(params string[] names) => new(names.Select((name, i) => KeyValuePair.Create(name, new Tensor([2, 2], [i, -0f, float.Epsilon, 1f / 3]))));
        var state = new TrainingState
        {
            Position = new TrainingPosition(epochs, 5_000_000_000, steps, new EpochTotals(0.1 + 0.2, double.MaxValue, 3, 40, 5), double.PositiveInfinity),
            Elapsed = TimeSpan.FromTicks(123_456_789_012_345_678),
            History = [.. Enumerable.Range(1, epochs).Select(epoch => Epoch(epoch, steps: 10 * epoch, validationLoss: 1.0 / 3))],
            Weights = Tensors("a", "b/c"),
            OptimizerSlots = Tensors("velocity/a", "velocity/b/c"),
            OptimizerNumbers = new Dictionary<string, double> { ["beta1Power"] = Math.Pow(0.9, 77) },
            Average = Tensors("b", "a"),
            Kept = new KeptWeights(Tensors("a", "b"), 1),
        };
        return new Checkpoint(new RunFingerprint([new("the data", data), new("Epoch", "5")]), state);
    }

    internal static EpochMetrics Epoch(int epoch, long steps, double? validationLoss) => new()
    {
        Epoch = epoch, Step = steps, LearningRate = double.PositiveInfinity, Loss = 0.1 + 0.2, Accuracy = double.NaN, ValidationLoss = validationLoss,
        ValidationAccuracy = validationLoss is null ? null : epoch, ImagesPerSecond = 1e300, Elapsed = TimeSpan.FromTicks(1),
    };

    internal static byte[] Bytes(Checkpoint checkpoint)
    {
        var stream = new MemoryStream();
        CheckpointFile.Write(stream, checkpoint);
        return stream.ToArray();
    }
}
