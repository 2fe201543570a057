using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public class GradientCheckTests
{
    private static readonly ImageShape Image = new(2, 8, 8);

    public static TheoryData<string> Twins => [.. TwinNetworks.All.Keys];

    [Fact]
    public void ARightNetworkPasses()
    {
        var network = Residual();
        var result = GradientCheck.Run(network);
        Assert.True(result.Passed, result.ToString());
        Assert.Equal(["input", .. network.InitializeWeights(1).Keys.Where(name => !name.Contains("running"))], result.Tensors.Select(tensor => tensor.Name));

        // Small tensors whole, large ones by a sample.
        Assert.Equal(40, result.Tensors.Single(tensor => tensor.Name == "conv1.weight").Checked);
        Assert.Equal(5, result.Tensors.Single(tensor => tensor.Name == "conv1.bias").Checked);
        Assert.Equal(0, result.Tensors.Sum(tensor => tensor.Kinks));
        Assert.InRange(result.Loss, 0.5, 5);
    }

    [Theory]
    [MemberData(nameof(Twins))]
    public void EveryWayThroughThePlannerPasses(string name)
    {
        var (twin, output) = TwinNetworks.All[name]();
        var graph = twin.Build(output);
        foreach (var set in KernelSet.Supported)
        {
            var batch = TrainingBatch.Random(graph.InputShape, graph.OutputShape.Size, rows: 5);
            var result = new GradientChecker(graph, twin.Weights, batch, new SoftmaxCrossEntropy(), new() { ElementsPerTensor = 4 }, set).Run();
            Assert.True(result.Passed, $"{set}: {result}");
        }
    }

    [Theory]
    [InlineData(1.01f, 0f)]
    [InlineData(0f, 0f)]
    [InlineData(1f, 0.01f)]
    public void AWrongGradientIsFoundAndNamed(float factor, float shift)
    {
        // Everything behind the wrong operation is right, everything before it is wrong.
        var graph = new GraphBuilder(Image);
        var x = graph.Convolution(graph.Input, new SlidingWindow(3, 3), new GraphParameter("conv1.weight", [4, 2, 3, 3]), new GraphParameter("conv1.bias", [4]));
        x = WrongOperation.Append(graph, x, factor, shift);
        x = graph.Dense(x, new GraphParameter("fc1.weight", [3, 4 * 6 * 6]), new GraphParameter("fc1.bias", [3]));
        var network = new NetworkBuilder(Image).Convolution(4, 3).Dense(3).Build();
        var checker = new GradientChecker(
            graph.Build(x), network.InitializeWeights(1), TrainingBatch.Random(Image, 3, rows: 2), new SoftmaxCrossEntropy(), new GradientCheckOptions());
        var result = checker.Run();
        Assert.False(result.Passed);
        string[] wrong = [.. result.Tensors.Where(tensor => tensor.RelativeError > result.Tolerance).Select(tensor => tensor.Name)];
        Assert.Contains("conv1.weight", wrong);
        Assert.Contains("input", wrong);
        Assert.DoesNotContain("fc1.weight", wrong);
        Assert.Contains(result.Worst.Name, wrong);
        Assert.StartsWith("Gradient check FAILED: the worst relative error is", result.ToString());
        Assert.Contains(result.Worst.WorstElement, result.ToString());
    }

    [Fact]
    public void KinksAreCountedAndNotFailed()
    {
        // A black image without biases: every ReLU and every max pooling stands on its kink.
        var network = new NetworkBuilder(new ImageShape(1, 4, 4)).Convolution(2, 3, padding: 1).ReLU().MaxPool(2).Dense(3).Build();
        var result = GradientCheck.Run(network, new TrainingBatch(new Tensor([1, 1, 4, 4], new float[16]), [1]));
        Assert.True(result.Passed, result.ToString());
        Assert.Equal(2, result.Tensors.Single(tensor => tensor.Name == "conv1.bias").Kinks);
        Assert.InRange(result.Tensors[0].Kinks, 1, 16);
        Assert.Contains("on kinks", result.ToString());
    }

    [Fact]
    public void RandomDecisionsAreThoseOfTheSeed()
    {
        var network = new NetworkBuilder(Image).Convolution(20, 3).Dropout(0.5f).Dense(3).Build();
        GradientCheckResult first = GradientCheck.Run(network, options: new() { Seed = 3 }), second = GradientCheck.Run(network, options: new() { Seed = 3 });
        Assert.True(first.Passed, first.ToString());
        Assert.Equal(first.ToString(), second.ToString());
        Assert.NotEqual(first.Loss, GradientCheck.Run(network, options: new() { Seed = 4 }).Loss);
    }

    [Fact]
    public void ATightToleranceShowsTheEnginesRounding()
    {
        var result = GradientCheck.Run(Residual(), options: new() { Tolerance = 1e-10 });
        Assert.False(result.Passed);
        Assert.InRange(result.Worst.RelativeError, 1e-10, 1e-4);
    }

    [Fact]
    public void TheReportIsATable()
    {
        var network = new NetworkBuilder(new ImageShape(1, 2, 2)).Dense(2).Build();
        string[] lines = GradientCheck.Run(network, new TrainingBatch(new Tensor([1, 1, 2, 2], [1, 2, 3, 4]), [0])).ToString().Split('\n');
        Assert.StartsWith("Gradient check passed: the worst relative error is ", lines[0]);
        Assert.StartsWith("14 elements were compared at a loss of ", lines[1]);
        Assert.Matches("^Tensor +Dimensions +Checked +Relative error +Worst at +Engine +Central difference$", lines[3]);
        Assert.Matches(@"^input +1x1x2x2 +4 +\S+ +\[0, 0, \d, \d\] +\S+ +\S+$", lines[5]);
        Assert.Matches(@"^fc1.weight +2x4 +8 +\S+ +\[\d, \d\] +\S+ +\S+$", lines[6]);
        Assert.Matches(@"^fc1.bias +2 +2 +\S+ +\[\d\] +\S+ +\S+$", lines[7]);
    }

    [Fact]
    public void WhatDoesNotFitIsSaid()
    {
        var network = new NetworkBuilder(Image).Dense(3).Build();
        Assert.Throws<ArgumentNullException>(() => GradientCheck.Run(null!));
        Assert.Contains("the network takes 2x8x8", Assert.Throws<ArgumentException>(() => GradientCheck.Run(network, TrainingBatch.Random(new(1, 8, 8), 3, 2))).Message);
        Assert.Contains("the label 3", Assert.Throws<ArgumentException>(() => GradientCheck.Run(network, new TrainingBatch(Images(1), [3]))).Message);
        Assert.Contains("takes labels", Assert.Throws<ArgumentException>(() => GradientCheck.Run(network, TrainingBatch.Random(Image, 3, 2, withTargets: true))).Message);
        Assert.Contains("missing: fc1.weight", Assert.Throws<ArgumentException>(() => GradientCheck.Run(network, options: new() { Weights = new Weights([]) })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { ElementsPerTensor = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { Tolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingBatch(Images(1), [-1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingBatch(Images(1), [1], [-1f]));
        Assert.Contains("2 images, but 1 labels", Assert.Throws<ArgumentException>(() => new TrainingBatch(Images(2), [1])).Message);
        Assert.Contains("2 images, but 1 weights", Assert.Throws<ArgumentException>(() => new TrainingBatch(Images(2), [1, 1], [1f])).Message);
        Assert.Contains("must be 2xK", Assert.Throws<ArgumentException>(() => new TrainingBatch(Images(2), new Tensor([1, 2], [0, 0]))).Message);
        Assert.Contains("must be NxCxHxW", Assert.Throws<ArgumentException>(() => new TrainingBatch(new Tensor([4], new float[4]), [1])).Message);
    }

    private static Tensor Images(int rows) => new([rows, 2, 8, 8], new float[rows * 128]);

    private static Network Residual()
    {
        var builder = new NetworkBuilder(Image);
        var stem = builder.Convolution(5, 3, padding: 1).BatchNorm().ReLU().Current;
        return builder.Convolution(5, 3, padding: 1, bias: false).BatchNorm().Add(stem).ReLU().MaxPool(2).Flatten().Dropout(0.3f).Dense(4).Build();
    }
}
