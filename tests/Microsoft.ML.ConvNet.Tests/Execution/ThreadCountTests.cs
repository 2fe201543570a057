using System.Runtime.InteropServices;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>The same seed gives the same bits on any number of threads. Alone: while another test holds the worker pool, everything would run on one.</summary>
[Collection(nameof(UsesTheWorkerPoolAlone))]
public class ThreadCountTests
{
    private const int Steps = 3;

    public static TheoryData<string, int> Networks
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string name in TwinNetworks.All.Keys.Concat(["LeNet5", "LeNet5ReLU", "Small", "structure"]))
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
            byte[] expected = Train(name, batchSize, set, threads: 1);
            for (int threads = 1; threads <= 4; threads++)
                Assert.True(expected.AsSpan().SequenceEqual(Train(name, batchSize, set, threads)), $"{set} with {threads} threads");
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void ScoringGivesTheSameBits(string name, int batchSize)
    {
        var (graph, weights) = Network(name);
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
        byte[] first = Train("Small", 3, KernelSet.Best, threads: 2), second = Train("Small", 3, KernelSet.Best, threads: 2, seed: 1);
        Assert.False(first.AsSpan().SequenceEqual(second));
    }

    /// <summary>Parameters, statistics, losses and logits after some steps, the last of them with a partial batch.</summary>
    private static byte[] Train(string name, int batchSize, KernelSet set, int threads, ulong seed = 0)
    {
        var (graph, weights) = Network(name);
        using var store = new ParameterStore(graph, withGradients: true, set);
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, batchSize, threads);
        var optimizer = new Sgd { Momentum = 0.9 }.CreateState(store.Trainable.Length, store.Ranges);
        var bits = new MemoryStream();
        for (int step = 0; step < Steps; step++)
        {
            int rows = step == Steps - 1 ? (batchSize + 1) / 2 : batchSize;
            new Batch(graph, rows).Fill(plan);
            var result = plan.ForwardBackward(rows, seed + (ulong)step);
            bits.Write(BitConverter.GetBytes(result.LossSum));
            bits.Write(MemoryMarshal.AsBytes(plan.Logits[..(rows * graph.OutputShape.Size)]));
            optimizer.Step(store.Trainable, store.Gradients, learningRate: 0.01);
        }

        foreach (var tensor in store.Save().Values) bits.Write(MemoryMarshal.AsBytes<float>(tensor.Values));
        return bits.ToArray();
    }

    private static (LoweredGraph Graph, Weights Weights) Network(string name)
    {
        if (TwinNetworks.All.TryGetValue(name, out var make))
        {
            var (twin, output) = make();
            return (twin.Build(output), twin.Weights);
        }

        if (name == "structure")
        {
            var structure = StructureNetwork.Build(new ImageShape(3, 9, 8), 5);
            return (structure.Lower(), structure.InitializeWeights(5));
        }

        var architecture = name switch
        {
            "LeNet5" => ConvNetArchitecture.LeNet5,
            "LeNet5ReLU" => ConvNetArchitecture.LeNet5ReLU,
            _ => ConvNetArchitecture.Small,
        };
        var network = architecture.Build(new ImageShape(1, 28, 28), 10);
        return (network.Lower(), network.InitializeWeights(5));
    }
}
