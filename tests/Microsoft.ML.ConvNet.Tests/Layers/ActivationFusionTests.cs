using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>
/// Every activation at scoring and in the forward pass of training, behind everything that does it on the way, against the definition in double precision. (The
/// gradients are in <see cref="LayerGradientTests"/>.)
/// </summary>
public class ActivationFusionTests
{
    private const int Rows = 5;

    private static readonly Layer[] Layers =
    [
        new ReLULayer(), new ReLU6Layer(), new LeakyReLULayer(), new LeakyReLULayer(-0.5f), new PReLULayer(), new ELULayer(), new TanhLayer(), new SigmoidLayer(),
        new HardSigmoidLayer(), new SiLULayer(), new HardSwishLayer(), new GELULayer(), new GELULayer { IsApproximate = true }, new SoftmaxLayer(), new MaxoutLayer(2),
    ];

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Before = new()
    {
        ["convolution"] = b => b.Convolution(20, 3, padding: 1),
        ["convolution without bias"] = b => b.Convolution(6, 3, bias: false),
        ["convolution of a few channels"] = b => b.Convolution(6, 3),
        ["convolution of groups"] = b => b.Append(new ConvolutionLayer(12, 3) { Groups = 2 }),
        ["depthwise convolution"] = b => b.Append(new ConvolutionLayer(4, 3) { Groups = 4, Padding = 1 }),
        ["convolution and norm"] = b => b.Convolution(18, 3, bias: false).BatchNorm(),
        ["convolution with bias and norm"] = b => b.Convolution(6, 3).BatchNorm(),
        ["depthwise convolution and norm"] = b => b.Append(new ConvolutionLayer(4, 3) { Groups = 4, HasBias = false }).BatchNorm(),
        ["norm"] = b => b.MaxPool(2).BatchNorm(),
        ["dense"] = b => b.Dense(24),
        ["pooling"] = b => b.MaxPool(2),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string before in Before.Keys)
                foreach (var set in KernelSet.Supported) data.Add(before, set.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheForwardPassIsTheDefinition(string before, string setName)
    {
        var set = KernelSet.Supported.Single(one => one.Name == setName);
        foreach (var layer in Layers)
        {
            var network = Before[before](new NetworkBuilder(new ImageShape(4, 7, 6))).Append(layer).Dense(3).Build();
            var graph = network.Lower();
            var weights = new Weights(network.InitializeWeights(seed: 3).Select((pair, i) =>
            {
                float[] noise = Numbers.Normal(pair.Value.Values.Length, seed: 50 + (ulong)i);
                return KeyValuePair.Create(pair.Key, new Tensor(pair.Value.Dimensions, [.. pair.Value.Values.Select((value, k) => value + 0.2f * noise[k])]));
            }));
            float[] images = Array.ConvertAll(Numbers.Normal(Rows * graph.InputShape.Size, seed: 4), value => 2 * value);
            foreach (var mode in new[] { PlanMode.Scoring, PlanMode.Training })
            {
                double[] expected = new ReferencePass(graph, weights, Numbers.Double(images), mode == PlanMode.Training, seed: 0).Run();
                using var store = new ParameterStore(graph, withGradients: mode == PlanMode.Training, set);
                store.Load(weights);
                using var plan = new ExecutionPlan(graph, store, mode, Rows, threads: 2);
                images.CopyTo(plan.Input);
                if (mode == PlanMode.Training) plan.ForwardBackward(Rows, randomSeed: 0);
                else plan.Forward(Rows);
                double bound = 3e-5 * expected.Max(Math.Abs);
                for (int i = 0; i < expected.Length; i++)
                    Assert.True(Math.Abs(expected[i] - plan.Logits[i]) <= bound, $"{layer} behind {before}, {mode}: logit {i} is {plan.Logits[i]}, expected {expected[i]}.");
            }
        }
    }

    /// <summary>What the activation's derivative needs is kept, and nothing else: at scoring one step does convolution, norm and activation.</summary>
    [Fact]
    public void AtScoringNothingIsLeftBehindAConvolution()
    {
        foreach (var layer in Layers.OfType<ActivationLayer>())
        {
            var graph = new NetworkBuilder(new ImageShape(4, 7, 6)).Convolution(20, 3).BatchNorm().Append(layer).Build().Lower();
            using var store = new ParameterStore(graph, withGradients: false);
            using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, Rows, threads: 1);
            Assert.Equal([nameof(ConvolutionStep)], plan.Steps.Select(step => step.Step.GetType().Name));
        }
    }
}
