using System.Globalization;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>Plans against PyTorch (tests/golden/layers.py): each kind of layer, and training steps of whole architectures.</summary>
public class PyTorchTests
{
    // Both sides round in single precision: PyTorch is as far from the truth as we are.
    internal const double Tolerance = 2e-5;

    // Three training steps carry rounding differences on, batch norm and ReLU's kinks enlarge them.
    private const double StepTolerance = 2e-4;

    public static TheoryData<int, string, string> Layers
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            foreach (var set in KernelSet.Supported)
                for (int i = 0; i < LayerGolden.Values.Layers.Length; i++) data.Add(i, LayerGolden.Values.Layers[i].Kind, set.Name);
            return data;
        }
    }

    public static TheoryData<string, string> Networks
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var set in KernelSet.Supported)
                foreach (var network in LayerGolden.Values.Networks) data.Add(network.Architecture, set.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void ALayerGivesPyTorchsValuesAndGradients(int index, string kind, string setName)
    {
        const int rows = 3;
        var golden = LayerGolden.Values.Layers[index];
        Assert.Equal(kind, golden.Kind);
        var graph = Graph(golden);
        using var store = new ParameterStore(graph, withGradients: true, KernelSet.Supported.Single(set => set.Name == setName));
        store.Load(LayerGolden.Parameters(graph));
        using var scoring = new ExecutionPlan(graph, store, PlanMode.Scoring, rows, threads: 1);
        LayerGolden.Fill(scoring, graph, step: 0, rows);
        scoring.Forward(rows);
        AssertClose(golden.Scored, scoring.Logits, Tolerance, "scored logits");

        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, rows, threads: 1);
        LayerGolden.Fill(plan, graph, step: 0, rows);
        var result = plan.ForwardBackward(rows, randomSeed: 0);
        AssertClose(golden.Logits, plan.Logits, Tolerance, "logits");
        Assert.Equal(golden.Loss, result.LossSum / result.WeightSum, Tolerance);
        var gradients = store.Unpack(store.Gradients);
        Assert.Equal(golden.Gradients.Keys.Order(), gradients.Keys.Order());

        // In front of a batch norm a bias has no gradient; what rounding leaves there is measured against the other gradients.
        double floor = 0.1 * golden.Gradients.Values.Max(values => values.Max(Math.Abs));
        foreach (var (name, values) in golden.Gradients) AssertClose(values, gradients[name].Values, Tolerance, $"gradient of {name}", floor);
        var saved = store.Save();
        Assert.Equal(golden.Statistics.Count, saved.Count - gradients.Count);
        foreach (var (name, values) in golden.Statistics) AssertClose(values, saved[name].Values, Tolerance, name);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void TrainingStepsGivePyTorchsLossesAndParameters(string architecture, string setName)
    {
        var golden = LayerGolden.Values.Networks.Single(network => network.Architecture == architecture);
        var shape = new ImageShape(1, 28, 28);
        var network = architecture switch
        {
            "LeNet5" => ConvNetArchitecture.LeNet5.Build(shape, 10),
            "LeNet5ReLU" => ConvNetArchitecture.LeNet5ReLU.Build(shape, 10),
            "Small" => ConvNetArchitecture.Small.Build(shape, 10),
            _ => throw new InvalidDataException(architecture),
        };

        // Convolutions as PyTorch sums them: after three steps another algorithm's rounding, although no larger, may have carried a value across a kink of ReLU that PyTorch's left where it was.
        var graph = network.Lower().With(ConvolutionRule.Exact);
        foreach (var dropout in graph.Operations.OfType<DropoutOperation>())
            Assert.True(golden.DropoutStream == (ulong)dropout.Output.Id, $"layers.py must draw the dropout mask from stream {dropout.Output.Id}.");

        using var store = new ParameterStore(graph, withGradients: true, KernelSet.Supported.Single(set => set.Name == setName));
        var initial = LayerGolden.Parameters(graph);
        store.Load(initial);

        // One row more than the batch has: a partial batch must not read it.
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, golden.Rows + 1, threads: 2);
        var state = new Sgd { Momentum = 0.9 }.CreateState(store.Trainable.Length, store.Ranges);
        for (int step = 0; step < golden.Steps.Length; step++)
        {
            plan.Input.Fill(float.NaN);
            LayerGolden.Fill(plan, graph, step, golden.Rows);
            var result = plan.ForwardBackward(golden.Rows, randomSeed: (ulong)step);
            AssertClose(golden.Steps[step].Logits, plan.Logits[..golden.Steps[step].Logits.Length], StepTolerance, $"logits of step {step}");
            Assert.Equal(golden.Steps[step].Loss, result.LossSum / result.WeightSum, StepTolerance);
            state.Step(store.Trainable, store.Gradients, golden.Rate);
        }

        var after = store.Save();
        Assert.Equal(golden.After.Keys.Order(), after.Keys.Order());
        foreach (var (name, expected) in golden.After)
        {
            float[] values = after[name].Values;
            double change = Math.Sqrt(values.Zip(initial[name].Values, (now, before) => ((double)now - before) * ((double)now - before)).Sum());
            Assert.True(Math.Abs(change - expected.Change) <= 1e-3 * expected.Change, $"{name} changed by {change}, in PyTorch by {expected.Change}.");
            float[] samples = [.. expected.Samples.Select((_, k) => values[k * 7919 % values.Length])];
            AssertClose(expected.Samples, samples, StepTolerance, name);
        }

        using var scoring = new ExecutionPlan(graph, store, PlanMode.Scoring, golden.Rows, threads: 2);
        LayerGolden.Fill(scoring, graph, golden.Steps.Length, golden.Rows);
        scoring.Forward(golden.Rows);
        AssertClose(golden.Scored, scoring.Logits, StepTolerance, "logits afterwards");
    }

    private static LoweredGraph Graph(LayerGolden.LayerCase golden)
    {
        var builder = new GraphBuilder(new ImageShape(3, 6, 7));
        GraphParameter Filter(string name, int outputs, int channels, SlidingWindow window) =>
            new($"{name}.weight", [outputs, channels, window.KernelHeight, window.KernelWidth]);
        GraphParameter Vector(string name, int count, bool isTrainable = true) => new(name, [count], isTrainable);

        var x = builder.Convolution(builder.Input, new SlidingWindow(1, 1), Filter("before", 3, 3, new SlidingWindow(1, 1)), Vector("before.bias", 3));
        x = golden.Kind switch
        {
            "convolution" => builder.Convolution(
                x, golden.Window, Filter("layer", golden.Out, 3, golden.Window), golden.Bias ? Vector("layer.bias", golden.Out) : null),
            "depthwise" => builder.DepthwiseConvolution(x, golden.Window, Filter("layer", 3, 1, golden.Window)),
            "maximum" => builder.MaxPool(x, golden.Window),
            "average" => builder.AveragePool(x, golden.Window),
            "relu" => builder.Activation(x, ActivationFunction.ReLU),
            "tanh" => builder.Activation(x, ActivationFunction.Tanh),
            "norm" => builder.BatchNorm(
                x, Vector("layer.weight", 3), Vector("layer.bias", 3), Vector("layer.running_mean", 3, false), Vector("layer.running_var", 3, false),
                epsilon: 1e-5f, momentum: 0.1f),
            "add" => builder.Add(x, builder.Activation(x, ActivationFunction.Tanh)),
            "concat" => builder.Concat([x, builder.Activation(x, ActivationFunction.Tanh), x]),
            _ => throw new InvalidDataException(golden.Kind),
        };
        x = builder.Flatten(x);
        return builder.Build(builder.Dense(x, new GraphParameter("after.weight", [5, x.Shape.Size]), Vector("after.bias", 5)));
    }

    internal static void AssertClose(float[] expected, ReadOnlySpan<float> actual, double tolerance, string what, double floor = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        double bound = tolerance * Math.Max(floor, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            if (Math.Abs((double)expected[i] - actual[i]) <= bound) continue;
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: value {i} is {actual[i]:R}, PyTorch's {expected[i]:R}, tolerance {bound:G3}."));
        }
    }
}
