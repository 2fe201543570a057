using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>How a plan and a store may be used.</summary>
public class PlanUseTests
{
    [Fact]
    public void RowsMustFitTheBatch()
    {
        var (twin, output) = TwinNetworks.All["linear"]();
        var graph = twin.Build(output);
        using var store = new ParameterStore(graph, withGradients: true);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, batchSize: 4, threads: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Forward(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Forward(5));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.ForwardBackward(5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 0, threads: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 1, threads: 0));
    }

    [Fact]
    public void ANetworkThatComputesNothingGivesItsInput()
    {
        var graph = new NetworkBuilder(new ImageShape(3, 1, 1)).Flatten().Dropout().Build().Lower();
        using var store = new ParameterStore(graph, withGradients: false);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 2, threads: 1);
        float[] images = [1, 2, 3, 4, 5, 6];
        images.CopyTo(plan.Input);
        plan.Forward(2);
        Assert.Equal(images, plan.Logits);
    }

    [Fact]
    public void AScoringPlanDoesNotTrain()
    {
        var (twin, output) = TwinNetworks.All["linear"]();
        var graph = twin.Build(output);
        using var store = new ParameterStore(graph, withGradients: false);
        Assert.True(store.Gradients.IsEmpty);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 4, threads: 1);
        Assert.Throws<InvalidOperationException>(() => plan.ForwardBackward(1, 0));
        Assert.Throws<InvalidOperationException>(() => new ExecutionPlan(graph, store, PlanMode.Training, batchSize: 4, threads: 1));
    }

    [Fact]
    public void ADisposedPlanSaysSo()
    {
        var (twin, output) = TwinNetworks.All["linear"]();
        var graph = twin.Build(output);
        using var store = new ParameterStore(graph, withGradients: false);
        var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 4, threads: 1);
        plan.Dispose();
        plan.Dispose();
        Assert.Throws<ObjectDisposedException>(() => plan.Input.Length);
        Assert.Throws<ObjectDisposedException>(() => plan.Logits.Length);
        Assert.Throws<ObjectDisposedException>(() => plan.Forward(1));
    }

    [Fact]
    public void ScoringNeedsLessMemoryThanTraining()
    {
        var network = ConvNetArchitecture.Small.Build(new ImageShape(3, 32, 32), 10);
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: true);
        using var scoring = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 16, threads: 1);
        using var training = new ExecutionPlan(graph, store, PlanMode.Training, batchSize: 16, threads: 1);
        Assert.InRange(scoring.MemoryBytes, 1, training.MemoryBytes / 2);
    }

    [Fact]
    public void AStoreGivesBackWhatItLoaded()
    {
        foreach (var (name, make) in TwinNetworks.All)
        {
            var (twin, output) = make();
            var graph = twin.Build(output);
            foreach (bool withGradients in new[] { false, true })
            {
                using var store = new ParameterStore(graph, withGradients);
                store.Load(twin.Weights);
                var saved = store.Save();
                Assert.Equal(twin.Weights.Keys, saved.Keys);
                Assert.All(saved, pair => Numbers.AssertSameBits(twin.Weights[pair.Key].Values, pair.Value.Values, $"{name}, {pair.Key}"));

                // An optimizer's slots have the layout of the parameters.
                var unpacked = store.Unpack(store.Trainable);
                float[] block = new float[store.Trainable.Length];
                store.Pack(unpacked, block);
                Numbers.AssertSameBits(store.Trainable, block, $"{name}, packed again");
                Assert.Equal(graph.Parameters.Where(parameter => parameter.IsTrainable).Select(parameter => parameter.Name), unpacked.Keys);
            }
        }
    }

    [Fact]
    public void WhatIsMissingOrOfAnotherSizeIsNamed()
    {
        var (twin, output) = TwinNetworks.All["linear"]();
        var graph = twin.Build(output);
        using var store = new ParameterStore(graph, withGradients: false);
        string bias = graph.Parameters[1].Name, weight = graph.Parameters[0].Name;
        var missing = Assert.Throws<ArgumentException>(() => store.Load(new Weights(twin.Weights.Where(pair => pair.Key != bias))));
        Assert.Contains($"'{bias}' (3)", missing.Message);
        var changed = twin.Weights.Select(pair => pair.Key == weight ? KeyValuePair.Create(weight, new Tensor([60, 3], pair.Value.Values)) : pair);
        var wrong = Assert.Throws<ArgumentException>(() => store.Load(new Weights(changed)));
        Assert.Contains($"'{weight}' is 60x3, but the network expects 3x60", wrong.Message);
    }
}
