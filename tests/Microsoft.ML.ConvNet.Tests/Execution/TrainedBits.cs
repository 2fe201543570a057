using System.Runtime.InteropServices;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>All that a few training steps leave behind, to the bit, of small networks that together take every way through the planner.</summary>
internal static class TrainedBits
{
    private const int Steps = 3;

    private static readonly Dictionary<string, (ConvNetArchitecture Architecture, ImageShape Image)> s_architectures = new()
    {
        ["LeNet5"] = (ConvNetArchitecture.LeNet5, new(1, 28, 28)),
        ["LeNet5ReLU"] = (ConvNetArchitecture.LeNet5ReLU, new(1, 28, 28)),
        ["Small"] = (ConvNetArchitecture.Small, new(1, 28, 28)),
        ["structure"] = (ConvNetArchitecture.Custom("structure", StructureNetwork.Build), new(3, 9, 8)),
    };

    private static readonly Dictionary<string, (ConvNetArchitecture Architecture, ImageShape Image)> s_deepArchitectures = new()
    {
        ["ResNet-20"] = (ConvNetArchitecture.CifarResNet(20), new(3, 16, 16)),
        ["MobileNetV2"] = (ConvNetArchitecture.MobileNetV2(width: 0.25), new(3, 32, 32)),
        ["EfficientNet-B0"] = (ConvNetArchitecture.EfficientNet(0), new(3, 32, 32)),
        ["GoogLeNet"] = (ConvNetArchitecture.GoogLeNet(), new(3, 64, 64)),
    };

    /// <summary>The names of the networks that take no time.</summary>
    public static IEnumerable<string> Networks => TwinNetworks.All.Keys.Concat(s_architectures.Keys);

    /// <summary>The names of deeper ones.</summary>
    public static IEnumerable<string> DeepNetworks => s_deepArchitectures.Keys;

    /// <summary>Parameters, statistics, losses and logits after some steps, the last of them with a partial batch.</summary>
    public static byte[] Of(string name, int batchSize, KernelSet set, int threads, ulong seed = 0, bool recomputeActivations = false)
    {
        var (graph, weights) = Network(name);
        using var store = new ParameterStore(graph, withGradients: true, set);
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, batchSize, threads, recomputeActivations: recomputeActivations);
        var optimizer = new Sgd { Momentum = 0.9 }.CreateState(store.Trainable.Length, store.Ranges);
        var bits = new MemoryStream();
        for (int step = 0; step < Steps; step++)
        {
            int rows = step == Steps - 1 ? (batchSize + 1) / 2 : batchSize;
            new Batch(graph, rows).Fill(plan);
            var result = plan.ForwardBackward(rows, seed + (ulong)step);
            bits.Write(BitConverter.GetBytes(result.LossSum));
            bits.Write(MemoryMarshal.AsBytes(plan.Logits[..(rows * graph.OutputShape.Size)]));
            optimizer.Step(store.Trainable, store.Gradients, learningRate: 0.01);
        }

        foreach (var tensor in store.Save().Values) bits.Write(MemoryMarshal.AsBytes<float>(tensor.Values));
        return bits.ToArray();
    }

    public static (LoweredGraph Graph, Weights Weights) Network(string name)
    {
        if (TwinNetworks.All.TryGetValue(name, out var make))
        {
            var (twin, output) = make();
            return (twin.Build(output), twin.Weights);
        }

        if (!s_architectures.TryGetValue(name, out var found)) found = s_deepArchitectures[name];
        var network = found.Architecture.Build(found.Image, classCount: name == "structure" ? 5 : 10);
        return (network.Lower(), network.InitializeWeights(5));
    }
}
