using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Execution;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Five training steps of small networks against PyTorch in double precision (tests/golden/training.py).</summary>
public class TrainingStepTests
{
    // Our rounding alone, carried through five steps: 3e-7 of a loss and 1.1e-5 of the way that a parameter has gone were seen.
    private const double LossTolerance = 3e-6, ParameterTolerance = 1e-4;

    private const int Rows = 7;

    private static readonly Golden Values = JsonSerializer.Deserialize<Golden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "training.json")), JsonSerializerOptions.Web)!;

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var set in KernelSet.Supported)
                foreach (var golden in Values.Cases) data.Add(golden.Network, golden.Optimizer, set.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void StepsGivePyTorchsLossesAndParameters(string networkName, string optimizerName, string setName)
    {
        var golden = Values.Cases.Single(one => one.Network == networkName && one.Optimizer == optimizerName);
        var graph = Build(networkName).Lower();
        using var store = new ParameterStore(graph, withGradients: true, KernelSet.Supported.Single(set => set.Name == setName));
        var initial = LayerGolden.Parameters(graph);
        store.Load(initial);

        // One row more than the batch has: a partial batch must not read it.
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, Rows + 1, threads: 2);
        Optimizer optimizer = optimizerName == "Adam" ? new Adam { WeightDecay = 0.01 } : new Sgd { Momentum = 0.9, WeightDecay = 0.01 };
        var state = optimizer.CreateState(store.Trainable.Length, store.Ranges);
        for (int step = 0; step < golden.Losses.Length; step++)
        {
            plan.Input.Fill(float.NaN);
            LayerGolden.Fill(plan, graph, step, Rows);
            var result = plan.ForwardBackward(Rows, randomSeed: 0);
            double loss = result.LossSum / result.WeightSum;
            Assert.True(Math.Abs(loss - golden.Losses[step]) <= LossTolerance * golden.Losses[step], $"The loss of step {step} is {loss}, PyTorch's {golden.Losses[step]}.");
            state.Step(store.Trainable, store.Gradients, golden.Rate);
        }

        var after = store.Save();
        Assert.Equal(golden.After.Keys.Order(), after.Keys.Order());
        foreach (var (name, expected) in golden.After)
        {
            double way = Distance(expected, initial[name].Values), error = Distance(expected, after[name].Values);
            Assert.True(error <= ParameterTolerance * way, $"{name} is {error} from PyTorch's, which has gone a way of {way}.");
        }
    }

    /// <summary>The networks of training.py; no width is a multiple of a vector's.</summary>
    private static Network Build(string name)
    {
        var builder = new NetworkBuilder(new ImageShape(3, 11, 9));
        return name switch
        {
            "plain" => builder.Convolution(10, 3, padding: 1, bias: false, name: "conv").BatchNorm("norm").ReLU().MaxPool(2).Dense(5, name: "head").Build(),
            "residual" => Residual(builder.Append(new ConvolutionLayer(8, 3) { Stride = 2, Padding = 1, HasBias = false }, "stem").BatchNorm("norm").ReLU())
                .ReLU().Append(new GlobalAveragePoolLayer()).Dense(5, name: "head").Build(),
            "response" => builder.Convolution(9, 3, name: "conv").Append(new LeakyReLULayer(0.1f)).LocalResponseNorm(5, alpha: 0.5f).AveragePool(2).Dense(5, name: "head").Build(),
            "group" => builder.Convolution(12, 3, padding: 1, bias: false, name: "conv").GroupNorm(3, name: "norm").Append(new SiLULayer())
                .Convolution(6, 1, name: "conv2").GroupNorm(2, name: "norm2").Append(new SiLULayer()).Append(new GlobalAveragePoolLayer()).Dense(5, name: "head").Build(),
            _ => throw new InvalidDataException(name),
        };

        static NetworkBuilder Residual(NetworkBuilder builder)
        {
            var shortcut = builder.Current;
            return builder.Append(new ConvolutionLayer(8, 3) { Padding = 1, Groups = 2 }, "grouped").ReLU()
                .Append(new ConvolutionLayer(8, 3) { Padding = 1, Groups = 8, HasBias = false }, "depthwise").BatchNorm("norm2").Add(shortcut);
        }
    }

    private static double Distance(float[] left, float[] right)
    {
        Assert.Equal(left.Length, right.Length);
        return Math.Sqrt(left.Zip(right, (one, other) => ((double)one - other) * ((double)one - other)).Sum());
    }

    private sealed record Golden(GoldenCase[] Cases);

    private sealed record GoldenCase(string Network, string Optimizer, double Rate, double[] Losses, Dictionary<string, float[]> After);
}
