using System.Runtime.InteropServices;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>The same seed gives the same bits on any number of threads. Alone: while another test holds the worker pool, everything would run on one.</summary>
[Collection(nameof(UsesTheWorkerPoolAlone))]
public class ThreadCountTests
{
    public static TheoryData<string, int> Networks
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string name in TrainedBits.Networks)
                foreach (int batchSize in name == "Small" ? new[] { 3, 9 } : [2, 7, 40]) data.Add(name, batchSize);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void TrainingGivesTheSameBits(string name, int batchSize)
    {
        foreach (var set in KernelSet.Supported.Where(set => set.Lanes > 1 || name != "Small"))
        {
            byte[] expected = TrainedBits.Of(name, batchSize, set, threads: 1);
            for (int threads = 1; threads <= 4; threads++)
                Assert.True(expected.AsSpan().SequenceEqual(TrainedBits.Of(name, batchSize, set, threads)), $"{set} with {threads} threads");
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void ScoringGivesTheSameBits(string name, int batchSize)
    {
        var (graph, weights) = TrainedBits.Network(name);
        foreach (var set in KernelSet.Supported.Where(set => set.Lanes > 1))
        {
            using var store = new ParameterStore(graph, withGradients: false, set);
            store.Load(weights);
            foreach (int rows in new[] { 1, batchSize })
            {
                float[]? expected = null;
                for (int threads = 1; threads <= 4; threads++)
                {
                    using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, rows, threads);
                    new Batch(graph, rows).Fill(plan);
                    plan.Forward(rows);
                    expected ??= plan.Logits.ToArray();
                    Assert.True(MemoryMarshal.AsBytes<float>(expected).SequenceEqual(MemoryMarshal.AsBytes(plan.Logits)), $"{set}, {rows} rows, {threads} threads");
                }
            }
        }
    }

    [Fact]
    public void AnotherSeedGivesOtherBits()
    {
        // What the test above compares does depend on the dropout masks.
        byte[] first = TrainedBits.Of("Small", 3, KernelSet.Best, threads: 2), second = TrainedBits.Of("Small", 3, KernelSet.Best, threads: 2, seed: 1);
        Assert.False(first.AsSpan().SequenceEqual(second));
    }
}
