using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Kernels;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>The gradients of every layer, with every combination of options, by every set of kernels, against central differences.</summary>
public class LayerGradientTests
{
    private const int Rows = 3;
    private static readonly GradientCheckOptions Options = new() { ElementsPerTensor = 12 };

    public static TheoryData<string, string> CasesOfAllSets
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var one in LayerGradientCases.All)
                foreach (var set in KernelSet.Supported) data.Add(one.ToString(), set.Name);
            return data;
        }
    }

    public static TheoryData<string> Cases => [.. LayerGradientCases.All.Select(one => one.ToString())];

    [Theory]
    [MemberData(nameof(CasesOfAllSets))]
    public void TheGradientIsTheSlopeOfTheLoss(string name, string set)
    {
        foreach (var network in Networks(name))
        {
            var checker = new GradientChecker(
                network.Lower(), LayerGradientCase.Weights(network), TrainingBatch.Random(network.InputShape, 3, Rows), new SoftmaxCrossEntropy(), Options,
                KernelSet.Supported.Single(one => one.Name == set));
            var result = checker.Run();
            Assert.True(result.Passed, $"{network.Summary()}\n{result}");

            // Where the loss is flat, nothing has been shown.
            Assert.All(result.Tensors, tensor => Assert.InRange(tensor.Kinks, 0, tensor.Checked / 2));
            Assert.True(Math.Abs(result.Tensors[0].Difference) > 1e-6, $"The images have no influence.\n{result}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheDefinitionSurvivesJson(string name)
    {
        var one = LayerGradientCases.All.Single(one => one.ToString() == name);
        foreach (var network in Networks(name))
        {
            Assert.Contains(network.Nodes, node => node.Layer.Kind == one.Kind && !node.Name.StartsWith("frame", StringComparison.Ordinal));
            Assert.Equal(network, Network.FromJson(network.ToJson()));
        }
    }

    [Fact]
    public void NoLayerIsLeftOut()
    {
        var kinds = typeof(Layer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract)
            .Select(type => (string)type.GetField("KindName", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.GetRawConstantValue()!);
        Assert.Equal(kinds.Order(StringComparer.Ordinal), LayerGradientCases.All.Select(one => one.Kind).Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<Network> Networks(string name) => LayerGradientCases.All.Single(one => one.ToString() == name).Networks();
}
