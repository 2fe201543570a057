using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.ConvNet.Tests.Kernels;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>Plans whose convolutions are computed by another algorithm than the direct one. Alone: they count threads.</summary>
[Collection(nameof(UsesTheWorkerPoolAlone))]
public class ConvolutionAlgorithmTests
{
    /// <summary>Each algorithm with a kernel for it.</summary>
    private static readonly (int Kernel, ConvolutionRule Rule)[] Algorithms =
    [
        (3, new() { Always = ConvolutionAlgorithm.WinogradF2 }),
        (3, new() { Always = ConvolutionAlgorithm.WinogradF4 }),
        (5, new() { Always = ConvolutionAlgorithm.Fourier, FourierSize = 16 }),
        (8, new() { Always = ConvolutionAlgorithm.Fourier, FourierSize = 32 }),
    ];

    /// <summary>Kernel, input and output channels, size of the image, batch: what cuts the work in each of the ways there are.</summary>
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        { 3, 5, 3, 6, 2 }, // few tiles: cut by matrices
        { 3, 20, 33, 9, 7 },
        { 3, 17, 16, 41, 4 }, // many blocks: each from input to output
        { 3, 350, 352, 7, 60 }, // large filters: parts of the batch one after the other
        { 5, 5, 3, 6, 2 },
        { 5, 17, 16, 41, 4 },
        { 8, 20, 33, 9, 7 },
        { 8, 100, 96, 9, 30 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TrainingAndScoringAgreeWithTheDirectAlgorithm(int kernel, int channels, int outputs, int size, int batch)
    {
        var (graph, weights) = Convolutions(kernel, channels, outputs, size, withNorm: true);
        float[] exact = Results(graph.With(ConvolutionRule.Exact), weights, batch, batch, threads: 2);
        foreach (var rule in Rules(kernel))
        {
            float[] results = Results(graph.With(rule), weights, batch, batch, threads: 2);
            double squares = 0, errors = 0;
            for (int i = 0; i < exact.Length; i++)
            {
                squares += (double)exact[i] * exact[i];
                errors += Math.Pow(exact[i] - results[i], 2);
            }

            Assert.True(errors > 0, $"{rule} was not used.");
            Assert.True(errors <= 1e-10 * squares, $"{rule}: relative error {Math.Sqrt(errors / squares):G3}.");
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void TheBitsDependOnNeitherThreadsNorOtherRows(int kernel, int channels, int outputs, int size, int batch)
    {
        var (graph, weights) = Convolutions(kernel, channels, outputs, size, withNorm: false);
        foreach (var rule in Rules(kernel))
        {
            var ruled = graph.With(rule);
            float[] expected = Results(ruled, weights, batch, batch, threads: 1);
            for (int threads = 2; threads <= 3; threads++)
                Numbers.AssertSameBits(expected, Results(ruled, weights, batch, batch, threads), $"{rule}, {threads} threads");
            int rows = (batch + 1) / 2, logits = rows * graph.OutputShape.Size;
            Numbers.AssertSameBits(expected.AsSpan(0, logits), Results(ruled, weights, batch, rows, threads: 2).AsSpan(0, logits), $"{rule}, part of the batch");
        }
    }

    [Fact]
    public void GradientsAgreeWithCentralDifferences()
    {
        foreach (var set in KernelSet.Supported)
        {
            foreach (var (kernel, rule) in Algorithms)
            {
                var (graph, weights) = Convolutions(kernel, 6, 5, 7, withNorm: true);
                var ruled = graph.With(rule);
                var batch = TrainingBatch.Random(graph.InputShape, graph.OutputShape.Size, rows: 3);
                var result = new GradientChecker(ruled, weights, batch, new SoftmaxCrossEntropy(), new() { ElementsPerTensor = 6 }, set).Run();
                Assert.True(result.Passed, $"{set}, {rule}: {result}");
            }
        }
    }

    [Fact]
    public void ScoringFollowsTheParameters()
    {
        var (plain, weights) = Convolutions(3, 20, 16, 9, withNorm: false);
        var graph = plain.With(new ConvolutionRule { Always = ConvolutionAlgorithm.WinogradF4 });
        using var store = new ParameterStore(graph, withGradients: true);
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 2, threads: 2);
        Assert.True(store.TransformedFilters.MemoryBytes > 0);
        float[] first = Score(plan);

        // Through the block that an optimizer writes.
        foreach (ref float value in store.Trainable) value *= 1.5f;
        using (var fresh = new ParameterStore(graph, withGradients: false))
        {
            fresh.Load(store.Save());
            using var freshPlan = new ExecutionPlan(graph, fresh, PlanMode.Scoring, batchSize: 2, threads: 2);
            float[] changed = Score(plan);
            Assert.NotEqual(first, changed);
            Numbers.AssertSameBits(Score(freshPlan), changed, $"changed parameters");
        }

        store.Load(weights);
        Numbers.AssertSameBits(first, Score(plan), $"loaded again");

        // A second plan of another algorithm beside it.
        using var other = new ExecutionPlan(graph.With(new ConvolutionRule { Always = ConvolutionAlgorithm.WinogradF2 }), store, PlanMode.Scoring, batchSize: 2, threads: 2);
        float[] others = Score(other);
        for (int i = 0; i < first.Length; i++) Assert.Equal(first[i], others[i], 1e-4f);
        Numbers.AssertSameBits(first, Score(plan), $"beside another plan");

        float[] Score(ExecutionPlan one)
        {
            new Batch(graph, 2).Fill(one);
            one.Forward(2);
            return one.Logits.ToArray();
        }
    }

    private static IEnumerable<ConvolutionRule> Rules(int kernel) => Algorithms.Where(one => one.Kernel == kernel).Select(one => one.Rule);

    /// <summary>Two convolutions with asymmetric padding, biases and activations, and a dense layer.</summary>
    private static (LoweredGraph Graph, Weights Weights) Convolutions(int kernel, int channels, int outputs, int size, bool withNorm)
    {
        var graph = new GraphBuilder(new ImageShape(channels, size, size));
        var parameters = new List<GraphParameter>();
        GraphParameter New(string name, params int[] dimensions)
        {
            parameters.Add(new GraphParameter(name, [.. dimensions], IsTrainable: !name.Contains("running")));
            return parameters[^1];
        }

        var window = new SlidingWindow(kernel, kernel, PaddingTop: kernel / 2, PaddingLeft: kernel - 1, PaddingBottom: 0, PaddingRight: kernel / 2);
        var x = graph.Convolution(graph.Input, window, New("conv1.weight", outputs, channels, kernel, kernel), New("conv1.bias", outputs));
        x = graph.Activation(x, ActivationFunction.ReLU);
        x = graph.Convolution(x, CorrelationCases.Same(kernel), New("conv2.weight", channels, outputs, kernel, kernel), New("conv2.bias", channels));
        if (withNorm)
            x = graph.BatchNorm(x, New("bn.weight", channels), New("bn.bias", channels), New("bn.running_mean", channels), New("bn.running_var", channels), 1e-5f, 0.1f);
        x = graph.Activation(x, ActivationFunction.Tanh);
        x = graph.Dense(x, New("fc.weight", 4, x.Shape.Size), New("fc.bias", 4));
        return (graph.Build(x), new Weights(parameters.Select((parameter, seed) => KeyValuePair.Create(parameter.Name, Draw(parameter, (ulong)seed)))));
    }

    private static Tensor Draw(GraphParameter parameter, ulong seed)
    {
        float[] values = Numbers.Normal((int)parameter.Count, seed);
        float scale = MathF.Sqrt((float)parameter.Dimensions[0] / parameter.Count);
        for (int i = 0; i < values.Length; i++) values[i] = parameter.Name.EndsWith("running_var") ? 1 + MathF.Abs(values[i]) : scale * values[i];
        return new Tensor(parameter.Dimensions, values);
    }

    /// <summary>Scoring's logits, then training's and all gradients.</summary>
    private static float[] Results(LoweredGraph graph, Weights weights, int batchSize, int rows, int threads)
    {
        using var store = new ParameterStore(graph, withGradients: true);
        store.Load(weights);
        using var scoring = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize, threads);
        using var training = new ExecutionPlan(graph, store, PlanMode.Training, batchSize, threads, withInputGradient: true);
        new Batch(graph, batchSize).Fill(scoring);
        new Batch(graph, batchSize).Fill(training);
        scoring.Forward(rows);
        training.ForwardBackward(rows, randomSeed: 1);
        int logits = rows * graph.OutputShape.Size;
        return [.. scoring.Logits[..logits], .. training.Logits[..logits], .. training.InputGradient[..(rows * graph.InputShape.Size)], .. store.Gradients];
    }
}
