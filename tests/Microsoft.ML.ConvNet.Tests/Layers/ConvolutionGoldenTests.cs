using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Execution;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>Convolution and pooling layers with all their options against PyTorch (tests/golden/convolutions.py): values and gradients, by every set of kernels.</summary>
public class ConvolutionGoldenTests
{
    private const int Rows = 2;
    private const int SampleStep = 11;

    public static TheoryData<int, string, string> CasesOfAllSets
    {
        get
        {
            var data = new TheoryData<int, string, string>();
            foreach (var set in KernelSet.Supported)
                for (int i = 0; i < ConvolutionGolden.Values.Cases.Length; i++) data.Add(i, Network(i).Nodes[1].Layer.Description, set.Name);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(CasesOfAllSets))]
    public void ALayerGivesPyTorchsValuesAndGradients(int index, string description, string setName)
    {
        var golden = ConvolutionGolden.Values.Cases[index];
        var network = Network(index);
        Assert.Equal(description, network.Nodes[1].Layer.Description);
        Assert.Equal(network, ConvNet.Network.FromJson(network.ToJson()));
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: true, KernelSet.Supported.Single(set => set.Name == setName));
        store.Load(LayerGolden.Parameters(graph));
        using var scoring = new ExecutionPlan(graph, store, PlanMode.Scoring, Rows, threads: 2);
        LayerGolden.Fill(scoring, graph, step: 0, Rows);
        scoring.Forward(Rows);
        PyTorchTests.AssertClose(golden.Logits, scoring.Logits, PyTorchTests.Tolerance, "scored logits");

        using var plan = new ExecutionPlan(graph, store, PlanMode.Training, Rows, threads: 2);
        LayerGolden.Fill(plan, graph, step: 0, Rows);
        plan.ForwardBackward(Rows, randomSeed: 0);
        PyTorchTests.AssertClose(golden.Logits, plan.Logits, PyTorchTests.Tolerance, "logits");
        var gradients = store.Unpack(store.Gradients);
        Assert.Equal(golden.Gradients.Keys.Order(), gradients.Keys.Order());
        foreach (var (name, expected) in golden.Gradients)
        {
            float[] actual = gradients[name].Values;
            if (actual.Length != expected.Length) actual = [.. actual.Where((_, i) => i % SampleStep == 0)];
            PyTorchTests.AssertClose(expected, actual, PyTorchTests.Tolerance, $"gradient of {name}");
        }
    }

    private static Network Network(int index)
    {
        var golden = ConvolutionGolden.Values.Cases[index];
        string properties = golden.Layer.GetRawText().Trim()[1..];
        var layer = ConvNet.Network.FromJson(
            $$"""{ "format": "Microsoft.ML.ConvNet.Network", "version": 1, "input": [{{golden.Channels}}, 6, 7], "nodes": [{ "name": "layer", "inputs": ["input"], {{properties}}] }""");
        return new NetworkBuilder(new ImageShape(3, 6, 7)).Convolution(golden.Channels, 1, name: "before").Append(layer.Nodes[0].Layer, "layer").Dense(5, name: "after").Build();
    }
}
