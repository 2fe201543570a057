using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>Training that computes activations again instead of keeping them.</summary>
[Collection(nameof(UsesTheWorkerPoolAlone))]
public class RecomputationTests
{
    private static readonly ImageShape Photo = new(3, 224, 224);

    private static readonly HashSet<Type> s_cheap =
    [
        typeof(ActivationStep), typeof(AddStep), typeof(ChannelCopyStep), typeof(DropoutStep), typeof(GroupNormStep), typeof(LocalResponseNormStep), typeof(MaxoutStep), typeof(NormalizeStep),
        typeof(PadChannelsStep), typeof(PoolingStep), typeof(PReLUStep), typeof(ProductStep), typeof(ReorderStep), typeof(RepeatChannelsStep), typeof(ScaledSumStep), typeof(SoftmaxStep),
        typeof(StochasticDepthStep),
    ];

    public static TheoryData<string> Networks => [.. TrainedBits.Networks.Concat(TrainedBits.DeepNetworks)];

    public static TheoryData<string, int, double> Savings => new()
    {
        // The most that may be left of what the activations take without. Other instruction sets have other working memory of convolutions.
        { "resnet18", 16, 0.7 },
        { "resnet50", 8, 0.65 },
        { "mobilenet_v2", 16, 0.75 },
        { "efficientnet_b0", 16, 0.5 },
        { "googlenet", 16, 0.55 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void TrainingGivesTheSameBits(string name)
    {
        // Losses, logits, weights and running statistics; the second set has other ways to interleave and to multiply.
        foreach (var set in KernelSet.Supported.Where(set => set.Lanes > 1).Take(TrainedBits.DeepNetworks.Contains(name) ? 1 : 2))
        {
            byte[] expected = TrainedBits.Of(name, batchSize: 7, set, threads: 1);
            for (int threads = 1; threads <= 2; threads++)
                Assert.True(expected.AsSpan().SequenceEqual(TrainedBits.Of(name, batchSize: 7, set, threads, recomputeActivations: true)), $"{set} with {threads} threads");
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void OnlyWhatIsCheapRunsAgain(string name)
    {
        var (graph, _) = TrainedBits.Network(name);
        using var store = new ParameterStore(graph, withGradients: true, isMeasured: true);
        using ExecutionPlan plain = Plan(graph, store, batchSize: 7, isRecomputing: false), again = Plan(graph, store, batchSize: 7, isRecomputing: true);
        foreach (var runs in again.Steps.GroupBy(step => step.Step))
        {
            if (runs.Count() == 1) continue;
            Assert.Equal([false, true], runs.Select(run => run.IsBackward));
            Assert.Contains(runs.Key.GetType(), s_cheap);
        }

        // Nothing else has changed, and nothing takes more memory.
        Assert.Equal(plain.Steps.Select(step => step.Step.GetType()), again.Steps.Select(step => step.Step).Distinct().Select(step => step.GetType()));
        Assert.True(again.MemoryBytes <= plain.MemoryBytes, $"{again.MemoryBytes} bytes instead of {plain.MemoryBytes}");
    }

    [Theory]
    [MemberData(nameof(Savings))]
    public void MemoryFalls(string name, int batchSize, double most)
    {
        var network = ConvNetArchitecture.Parse(name).Build(Photo, 1000);
        NetworkMemory plain = network.Memory(batchSize, threads: 1), again = network.Memory(batchSize, threads: 1, recomputeActivations: true);
        Assert.True(again.RecomputeActivations);
        Assert.InRange((double)again.Training.Activations / plain.Training.Activations, 0.2, most);
        Assert.Equal(plain with { Training = again.Training, RecomputeActivations = true }, again);
        Assert.Equal(plain.Training with { Activations = again.Training.Activations }, again.Training);

        // Buffers with two lives leave hardly more gaps in the arena than others.
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: true, isMeasured: true);
        using var plan = Plan(graph, store, batchSize, isRecomputing: true);
        Assert.Equal(again.Training.Activations, plan.MemoryBytes - plan.ScratchBytes);
        Assert.InRange((double)again.Training.Activations / plan.LargestLiveBytes, 1, 1.05);
    }

    [Fact]
    public void WhatDoesNotLowerTheMostIsKept()
    {
        // Two large convolutions and a small one. The second's activation is read first of all by the backward pass, and the third's is small: only without the first's is there more room.
        var network = new NetworkBuilder(new ImageShape(3, 64, 64))
            .Convolution(64, 3, padding: 1).BatchNorm().ReLU().Convolution(64, 3, padding: 1).BatchNorm().ReLU().Convolution(64, 3, stride: 8).BatchNorm().ReLU().Dense(10).Build();
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: true, isMeasured: true);
        using var plan = Plan(graph, store, batchSize: 32, isRecomputing: true);
        var again = Assert.Single(plan.Steps, step => step.IsBackward && step.Step is NormalizeStep);
        Assert.Same(plan.Steps.First(step => step.Step is NormalizeStep).Step, again.Step);
    }

    private static ExecutionPlan Plan(LoweredGraph graph, ParameterStore store, int batchSize, bool isRecomputing) =>
        new(graph, store, PlanMode.Training, batchSize, threads: 1, recomputeActivations: isRecomputing);
}
