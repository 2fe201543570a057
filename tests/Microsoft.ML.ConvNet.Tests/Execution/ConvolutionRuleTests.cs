using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Tests.Kernels;
using Microsoft.ML.ConvNet.Tests.Training;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>Which algorithm is chosen, and that the users' option reaches training and scoring.</summary>
public class ConvolutionRuleTests
{
    [Theory]
    [InlineData(64, 56, 64, 1, nameof(PlanMode.Scoring), nameof(ConvolutionAlgorithm.WinogradF4))]
    [InlineData(64, 56, 64, 8, nameof(PlanMode.Training), nameof(ConvolutionAlgorithm.WinogradF4))]
    [InlineData(512, 7, 512, 16, nameof(PlanMode.Scoring), nameof(ConvolutionAlgorithm.WinogradF4))]
    [InlineData(512, 7, 512, 1, nameof(PlanMode.Scoring), nameof(ConvolutionAlgorithm.Direct))]
    [InlineData(256, 14, 256, 1, nameof(PlanMode.Training), nameof(ConvolutionAlgorithm.WinogradF2))]
    [InlineData(64, 5, 64, 64, nameof(PlanMode.Training), nameof(ConvolutionAlgorithm.WinogradF2))]
    [InlineData(64, 6, 64, 64, nameof(PlanMode.Training), nameof(ConvolutionAlgorithm.WinogradF2))]
    [InlineData(64, 4, 64, 64, nameof(PlanMode.Training), nameof(ConvolutionAlgorithm.WinogradF4))]
    [InlineData(64, 2, 64, 64, nameof(PlanMode.Training), nameof(ConvolutionAlgorithm.WinogradF2))]
    [InlineData(3, 224, 64, 8, nameof(PlanMode.Training), nameof(ConvolutionAlgorithm.Direct))]
    [InlineData(8, 32, 8, 32, nameof(PlanMode.Training), nameof(ConvolutionAlgorithm.WinogradF4))]
    public void ChoosesByShapeBatchAndMode(int channels, int size, int outputs, int batch, string mode, string algorithm)
    {
        var geometry = CorrelationGeometry.Forward(new ImageShape(channels, size, size), CorrelationCases.Same(3), outputs);
        foreach (var set in KernelSet.Supported)
        {
            string expected = set.Lanes == 1 ? nameof(ConvolutionAlgorithm.Direct) : algorithm;
            Assert.Equal(expected, ConvolutionRule.Fastest.Choose(set, geometry, batch, Enum.Parse<PlanMode>(mode)).ToString());
            Assert.Equal(ConvolutionAlgorithm.Direct, ConvolutionRule.Exact.Choose(set, geometry, batch, Enum.Parse<PlanMode>(mode)));
        }
    }

    [Theory]
    [InlineData(64, 56, 11, 64, 2, nameof(PlanMode.Scoring), 32)]
    [InlineData(64, 56, 11, 64, 2, nameof(PlanMode.Training), 32)]
    [InlineData(64, 56, 15, 64, 1, nameof(PlanMode.Scoring), 32)]
    [InlineData(16, 112, 31, 16, 1, nameof(PlanMode.Training), 64)]
    [InlineData(64, 56, 7, 64, 2, nameof(PlanMode.Scoring), 16)]
    [InlineData(64, 27, 5, 192, 8, nameof(PlanMode.Training), 16)]
    [InlineData(64, 28, 7, 64, 1, nameof(PlanMode.Training), 0)]
    [InlineData(64, 7, 5, 64, 16, nameof(PlanMode.Training), 0)]
    [InlineData(3, 224, 11, 64, 8, nameof(PlanMode.Training), 0)]
    [InlineData(64, 128, 65, 64, 8, nameof(PlanMode.Scoring), 0)]
    [InlineData(512, 56, 11, 512, 8, nameof(PlanMode.Scoring), 0)]
    public void ChoosesTheFourierTransformForLargeKernels(int channels, int size, int kernel, int outputs, int batch, string mode, int transform)
    {
        var geometry = CorrelationGeometry.Forward(new ImageShape(channels, size, size), CorrelationCases.Same(kernel), outputs);
        foreach (var set in KernelSet.Supported)
        {
            var tiled = ConvolutionRule.Fastest.Tiled(set, geometry, batch, Enum.Parse<PlanMode>(mode));
            Assert.Equal(set.Lanes == 1 ? 0 : transform, ((FourierCorrelation?)tiled)?.Inputs ?? 0);
            Assert.Null(ConvolutionRule.Exact.Tiled(set, geometry, batch, Enum.Parse<PlanMode>(mode)));
        }
    }

    [Fact]
    public void TheFourierTransformIsForForwardPassesOfPlainConvolutions()
    {
        var image = new ImageShape(64, 56, 56);
        var rule = new ConvolutionRule { Always = ConvolutionAlgorithm.Fourier };
        SlidingWindow fitting = CorrelationCases.Same(11);
        SlidingWindow[] others =
        [
            new(1, 1), new(4, 4), fitting with { StrideHeight = 2 }, fitting with { StrideWidth = 2 }, fitting with { DilationHeight = 2 },
            fitting with { DilationWidth = 2 }, fitting with { Border = PaddingMode.Reflect },
        ];
        Assert.Equal(ConvolutionAlgorithm.Fourier, Choose(CorrelationGeometry.Forward(image, fitting, 64)));
        Assert.Equal(ConvolutionAlgorithm.Direct, Choose(CorrelationGeometry.Transposed(image, fitting, 64)));
        Assert.Equal(ConvolutionAlgorithm.Direct, Choose(CorrelationGeometry.Forward(image, fitting, 64, groups: 2)));
        foreach (var window in others) Assert.Equal(ConvolutionAlgorithm.Direct, Choose(CorrelationGeometry.Forward(image, window, 64)));

        ConvolutionAlgorithm Choose(CorrelationGeometry geometry) => rule.Choose(KernelSet.Best, geometry, 2, PlanMode.Scoring);
    }

    [Fact]
    public void WhatDoesNotFitIsDirect()
    {
        SlidingWindow[] windows =
        [
            new(1, 1), new(4, 4), new(3, 1), new(3, 3, StrideHeight: 2, StrideWidth: 2), new(3, 3, StrideHeight: 1, StrideWidth: 2),
            new(3, 3, DilationHeight: 2, DilationWidth: 2), CorrelationCases.Same(3) with { Border = PaddingMode.Replicate },
        ];
        foreach (var rule in new[] { ConvolutionRule.Fastest, new() { Always = ConvolutionAlgorithm.WinogradF4 } })
        {
            foreach (var window in windows)
            {
                var geometry = CorrelationGeometry.Forward(new ImageShape(64, 32, 32), window, 64);
                Assert.Equal(ConvolutionAlgorithm.Direct, rule.Choose(KernelSet.Best, geometry, 8, PlanMode.Training));
            }

            var grouped = CorrelationGeometry.Forward(new ImageShape(64, 32, 32), CorrelationCases.Same(3), 64, groups: 2);
            Assert.Equal(ConvolutionAlgorithm.Direct, rule.Choose(KernelSet.Best, grouped, 8, PlanMode.Training));
        }
    }

    [Fact]
    public void TheOptionReachesTraining()
    {
        var shape = new ImageShape(1, 28, 28);
        var network = ConvNetArchitecture.Small.Build(shape, 3);
        var initial = network.InitializeWeights(1);
        var settings = new TrainingSettings { Epochs = 1, BatchSize = 4, Optimizer = new Sgd(), Schedule = new ConstantRate(0.01), Seed = 5, Threads = 1 };
        Weights Train(bool exact) =>
            NetworkTrainer.Train(network, initial, new PatternBatchSource(shape, 3, 8), null, settings with { ExactConvolution = exact }, new RecordingObserver()).Weights;
        Weights fast = Train(exact: false), plain = Train(exact: true);
        bool usesWinograd = KernelSet.Best.Lanes > 1;
        Assert.Equal(usesWinograd, fast.Any(tensor => !tensor.Value.Values.AsSpan().SequenceEqual(plain[tensor.Key].Values)));
    }

    [Fact]
    public void TheOptionReachesScoring()
    {
        var network = ConvNetArchitecture.Small.Build(new ImageShape(1, 28, 28), 3);
        var weights = network.InitializeWeights(1);
        float[] Score(bool exact)
        {
            using var factory = new NetworkScoringPlanFactory(network, weights, Softmax.Compute, threads: 1, exact);
            using var plan = factory.CreatePlan(1);
            Numbers.Normal(28 * 28, seed: 3).CopyTo(plan.Image(0));
            float[] scores = new float[3];
            plan.Score(1, scores);
            return scores;
        }

        float[] fast = Score(exact: false), plain = Score(exact: true);
        Assert.Equal(KernelSet.Best.Lanes == 1, fast.AsSpan().SequenceEqual(plain));
        for (int i = 0; i < 3; i++) Assert.Equal(plain[i], fast[i], 1e-5f);
    }
}
