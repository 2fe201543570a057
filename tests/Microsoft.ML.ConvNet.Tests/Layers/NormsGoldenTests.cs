using System.Globalization;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Execution;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>Norms and layers of structure against PyTorch and torchvision (tests/golden/norms.py).</summary>
public class NormsGoldenTests
{
    // Both sides round in single precision: PyTorch is as far from the truth as we are.
    private const double Tolerance = 2e-5;

    /// <summary>The layers of each case, as norms.py has them.</summary>
    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Builders = new()
    {
        ["batch norm"] = b => b.BatchNorm("layer"),
        ["batch norm, other constants"] = b => b.Append(new BatchNormLayer { Epsilon = 0.25f, Momentum = 0.75f }, "layer"),
        ["batch norm without weights"] = b => b.Append(new BatchNormLayer { IsAffine = false }, "layer"),
        ["group norm"] = b => b.GroupNorm(4, "layer"),
        ["group norm, one group"] = b => b.GroupNorm(1, "layer"),
        ["group norm, a group for each channel"] = b => b.Append(new GroupNormLayer(8) { Epsilon = 0.25f }, "layer"),
        ["group norm without weights"] = b => b.Append(new GroupNormLayer(2) { IsAffine = false }, "layer"),
        ["local response norm"] = b => b.LocalResponseNorm(5),
        ["local response norm, the constants of AlexNet's paper"] = b => b.LocalResponseNorm(5, alpha: 5e-4f, beta: 0.75f, k: 2),
        ["local response norm, large alpha"] = b => b.LocalResponseNorm(5, alpha: 2),
        ["local response norm, even size"] = b => b.LocalResponseNorm(4, alpha: 1, beta: 0.5f, k: 2),
        ["local response norm, wider than the channels"] = b => b.LocalResponseNorm(19, alpha: 3, beta: 1.25f, k: 0.5f),
        ["product"] = b => Times(b, x => x.Tanh()),
        ["product with factors for each channel"] = b => Times(b, x => x.AveragePool(new Extent(4, 5)).Tanh()),
        ["squeeze and excitation"] = b => b.SqueezeExcitation(2, name: "layer"),
        ["squeeze and excitation, SiLU"] = b => b.SqueezeExcitation(2, new SiLULayer(), name: "layer"),
        ["squeeze and excitation, tanh"] = b => b.SqueezeExcitation(2, scaleActivation: new TanhLayer(), name: "layer"),
        ["stochastic depth"] = b => b.StochasticDepth(0.5f),
        ["channels of zeros"] = builder => builder.PadChannels(2, 3),
        ["radial basis units"] = b => b.AveragePool(new Extent(4, 5)).RadialBasis(6, name: "layer"),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var set in KernelSet.Supported)
                foreach (string name in Builders.Keys) data.Add(name, set.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ValuesGradientsAndStatisticsArePyTorchs(string name, string setName)
    {
        var golden = NormsGolden.Values.Cases.Single(one => one.Name == name);
        var builder = Builders[name](new NetworkBuilder(NormsGolden.Image).Convolution(8, 1, name: "before"));
        if (name != "radial basis units") builder.Dense(5, name: "after");
        var graph = builder.Build().Lower();
        foreach (var depth in graph.Operations.OfType<StochasticDepthOperation>())
            Assert.True(depth.Output.Id == 2, $"norms.py must draw stochastic depth's decisions from stream {depth.Output.Id}.");
        using var store = new ParameterStore(graph, withGradients: true, KernelSet.Supported.Single(set => set.Name == setName));
        store.Load(LayerGolden.Parameters(graph));
        using var scoring = new ExecutionPlan(graph, store, PlanMode.Scoring, NormsGolden.Rows, threads: 1);
        AssertClose(golden.Scored, Score(0), "scored outputs");

        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, NormsGolden.Rows, threads: 2, new SoftmaxCrossEntropy(), withInputGradient: true);
        for (int step = 0; step < golden.Steps.Length; step++)
        {
            LayerGolden.Fill(plan, graph, step, NormsGolden.Rows);
            var result = plan.ForwardBackward(NormsGolden.Rows, randomSeed: (ulong)step);
            AssertClose(golden.Steps[step].Logits, plan.Logits, $"outputs of step {step}");
            Assert.Equal(golden.Steps[step].Loss, result.LossSum / result.WeightSum, Tolerance * (1 + golden.Steps[step].Loss));
        }

        // In front of a norm a bias has no gradient; what rounding leaves there is measured against the other gradients.
        double floor = 0.1 * golden.Gradients.Values.Max(values => values.Max(Math.Abs));
        AssertClose(golden.ImageGradient, [.. Enumerable.Range(0, golden.ImageGradient.Length).Select(index => plan.InputGradient[PlaceInMemory(index)])], "images' gradient");
        var gradients = store.Unpack(store.Gradients);
        Assert.Equal(golden.Gradients.Keys.Order(), gradients.Keys.Except(["after.weight"]).Order());
        foreach (var (parameter, values) in golden.Gradients) AssertClose(values, gradients[parameter].Values, $"gradient of {parameter}", floor);
        var saved = store.Save();
        Assert.Equal(golden.Statistics.Count, saved.Count - gradients.Count);
        foreach (var (statistic, values) in golden.Statistics) AssertClose(values, saved[statistic].Values, statistic);
        AssertClose(golden.ScoredAfter, Score(golden.Steps.Length), "outputs afterwards");

        float[] Score(int step)
        {
            LayerGolden.Fill(scoring, graph, step, NormsGolden.Rows);
            scoring.Forward(NormsGolden.Rows);
            return scoring.Logits.ToArray();
        }
    }

    [Fact]
    public void EveryCaseIsTested() => Assert.Equal(NormsGolden.Values.Cases.Select(one => one.Name), Builders.Keys);

    /// <summary>Where an element of (N, C, H, W) lies in rows of H, W, C order.</summary>
    private static int PlaceInMemory(int index)
    {
        var shape = NormsGolden.Image;
        int pixels = shape.Height * shape.Width;
        return index / shape.Size * shape.Size + index % pixels * shape.Channels + index % shape.Size / pixels;
    }

    private static NetworkBuilder Times(NetworkBuilder builder, Func<NetworkBuilder, NetworkBuilder> branch)
    {
        var start = builder.Current;
        var factors = branch(builder).Current;
        return builder.From(start).Multiply(factors);
    }

    private static void AssertClose(float[] expected, ReadOnlySpan<float> actual, string what, double floor = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        double bound = Tolerance * Math.Max(floor, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            if (Math.Abs((double)expected[i] - actual[i]) <= bound) continue;
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}: value {i} is {actual[i]:R}, PyTorch's {expected[i]:R}, tolerance {bound:G3}."));
        }
    }
}
