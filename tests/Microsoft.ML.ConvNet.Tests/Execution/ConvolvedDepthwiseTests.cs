using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>At scoring a depthwise convolution computes a large input itself, line by line: against the definition in double precision, on any number of threads.</summary>
[Collection(nameof(UsesTheWorkerPoolAlone))]
public class ConvolvedDepthwiseTests
{
    private const int Channels = 37;

    private static readonly Dictionary<string, Func<NetworkBuilder, NetworkBuilder>> Networks = new()
    {
        ["3x3"] = b => b.Convolution(Channels, 1, bias: false).BatchNorm().ReLU6().Convolution(Channels, 3, padding: 1, groups: Channels, bias: false).BatchNorm().ReLU6(),
        ["5x5, stride 2"] = b => b.Convolution(Channels, 1).SiLU().Convolution(Channels, 5, stride: 2, padding: 2, groups: Channels).SiLU(),
        ["3x3, stride 2, behind a strided 3x3"] =
            b => b.Convolution(Channels, 3, stride: 2, padding: 1).BatchNorm().Convolution(Channels, 3, stride: 2, padding: 1, groups: Channels).ReLU(),
        ["no border"] = b => b.Convolution(Channels, 1).ReLU().Convolution(Channels, 3, groups: Channels),
        ["dilated, and a sum behind"] = b => b.Convolution(Channels, 1).Residual(
            body => body.Convolution(Channels, 1).ReLU().Convolution(Channels, 3, padding: 2, dilation: 2, groups: Channels).BatchNorm()).ReLU(),
    };

    public static TheoryData<string, int, string> Cases
    {
        get
        {
            var data = new TheoryData<string, int, string>();
            foreach (string network in Networks.Keys)
                foreach (int batchSize in new[] { 1, 3, 9 })
                    foreach (var set in KernelSet.Supported.Where(set => set.Lanes > 1)) data.Add(network, batchSize, set.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void IsTheDefinition(string name, int batchSize, string setName)
    {
        // Large enough for the batch that what is between both convolutions fits no cache.
        int size = (int)Math.Sqrt((1 << 18) / (Channels * batchSize)) + 2;
        if (name.Contains("behind a strided", StringComparison.Ordinal)) size *= 2;
        var network = Networks[name](new NetworkBuilder(new ImageShape(5, size + 1, size))).Build();
        var graph = network.Lower();
        var weights = new Weights(network.InitializeWeights(seed: 3).Select((pair, i) =>
        {
            float[] noise = Numbers.Normal(pair.Value.Values.Length, seed: 50 + (ulong)i);
            return KeyValuePair.Create(pair.Key, new Tensor(pair.Value.Dimensions, [.. pair.Value.Values.Select((value, k) => value + 0.2f * MathF.Abs(noise[k]))]));
        }));
        float[] images = Numbers.Normal(batchSize * graph.InputShape.Size, seed: 4);
        double[] expected = new ReferencePass(graph, weights, Numbers.Double(images), isTraining: false, seed: 0).Run();
        double bound = 3e-5 * expected.Max(Math.Abs);
        using var store = new ParameterStore(graph, withGradients: false, KernelSet.Supported.Single(one => one.Name == setName));
        store.Load(weights);
        float[]? first = null;
        for (int threads = 1; threads <= 4; threads++)
        {
            using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize, threads);
            Assert.Contains(plan.Steps, step => step.Step is ConvolvedDepthwiseStep);
            images.CopyTo(plan.Input);
            plan.Forward(batchSize);
            for (int i = 0; first is null && i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - plan.Logits[i]) <= bound, $"{name}: value {i} is {plan.Logits[i]}, expected {expected[i]}.");
            first ??= plan.Logits.ToArray();
            Numbers.AssertSameBits(first, plan.Logits.ToArray(), $"{threads} threads");

            // Fewer images than planned are cut into other tasks.
            images.CopyTo(plan.Input);
            plan.Forward(1);
            int image = graph.OutputShape.Size;
            Numbers.AssertSameBits(first[..image], plan.Logits[..image].ToArray(), $"one image of {batchSize}, {threads} threads");
        }
    }
}
