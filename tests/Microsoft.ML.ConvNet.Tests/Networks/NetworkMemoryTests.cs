using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Networks;

public class NetworkMemoryTests
{
    private static readonly Network Small = ConvNetArchitecture.Small.Build(new ImageShape(1, 28, 28), 10);

    [Fact]
    public void ItIsWhatPlansAndStoresAllocate()
    {
        foreach (var network in new[] { Small, ConvNetArchitecture.LeNet5.Build(new ImageShape(3, 32, 32), 10) })
        {
            var graph = network.Lower();
            var memory = network.Memory(batchSize: 20, threads: 3);
            foreach (var (mode, use) in new[] { (PlanMode.Training, memory.Training), (PlanMode.Scoring, memory.Scoring) })
            {
                using var store = new ParameterStore(graph, withGradients: mode == PlanMode.Training);
                using var plan = new ExecutionPlan(graph, store, mode, batchSize: 20, threads: 3);
                Assert.Equal(store.MemoryBytes + plan.MemoryBytes, use.Total);
                Assert.Equal(sizeof(float) * store.Gradients.Length, use.Gradients);
                Assert.Equal(plan.ScratchBytes, use.Scratch);
            }

            Assert.Equal((20, 3, memory.Training.Gradients), (memory.BatchSize, memory.Threads, memory.OptimizerSlot));
            Assert.InRange(memory.Training.Parameters, sizeof(float) * network.ParameterCount, sizeof(float) * (2 * network.ParameterCount + 1000));
        }
    }

    [Fact]
    public void ActivationsGrowWithTheBatchAndScratchWithTheThreads()
    {
        // Transformed filters (Winograd) stay as they are: with many images they are a small part.
        NetworkMemory one = Small.Memory(128, threads: 1), two = Small.Memory(256, threads: 2);
        Assert.InRange((double)two.Training.Activations / one.Training.Activations, 1.7, 2.1);
        Assert.Equal(2 * one.Training.Scratch, two.Training.Scratch);
        Assert.Equal(one.Training.Gradients, two.Training.Gradients);

        // Training keeps every activation for its backward pass.
        long activations = sizeof(float) * 128L * Small.Nodes.Where(node => node.Layer is ConvolutionLayer or BatchNormLayer).Sum(node => (long)node.OutputShape.Size);
        Assert.InRange(one.Training.Activations, activations, 3 * activations);
        Assert.InRange(one.Scoring.Activations, 1, activations / 2);
    }

    [Fact]
    public void NothingIsAllocated()
    {
        // Terabytes of activations.
        var network = new NetworkBuilder(new ImageShape(3, 1000, 1000)).Convolution(600, 3, padding: 1).ReLU().Build();
        Assert.InRange(network.Memory(batchSize: 4000, threads: 1).Training.Total, 1L << 43, 1L << 45);
    }

    [Fact]
    public void AMeasuredPlanDoesNotRun()
    {
        var graph = Small.Lower();
        using var store = new ParameterStore(graph, withGradients: false, isMeasured: true);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 1, threads: 1);
        Assert.Throws<InvalidOperationException>(() => plan.Forward(1));
        new AlignedMemory(1L << 50, isMeasured: true).Dispose();
    }

    [Fact]
    public void TheSummaryForABatchEndsWithATable()
    {
        string summary = Small.Summary(batchSize: 8);
        Assert.StartsWith(Small.Summary(), summary);
        string[] lines = summary[Small.Summary().Length..].Split('\n');
        Assert.StartsWith("Memory for batches of 8 on ", lines[1]);
        Assert.Matches("^ +Training +Scoring$", lines[3]);
        foreach (string part in new[] { "Parameters and statistics", "Gradients", "Activations and their gradients", "Scratch", "Total" })
            Assert.Matches($"^{part} +[0-9.]+ [KM]iB +[0-9.]+ [KM]iB$", lines.Single(line => line.StartsWith(part, StringComparison.Ordinal)));
        Assert.Matches("^Optimizer, in addition: [0-9.]+ MiB with momentum, [0-9.]+ MiB with Adam$", lines[^2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Small.Summary(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Small.Memory(1, threads: 0));
    }
}
