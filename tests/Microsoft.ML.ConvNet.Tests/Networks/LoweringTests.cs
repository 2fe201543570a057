using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Networks;

public class LoweringTests
{
    public static TheoryData<string> Networks => [.. All.Keys];

    private static readonly Dictionary<string, Network> All = new()
    {
        ["lenet5"] = ConvNetArchitecture.LeNet5.Build(new(1, 28, 28), 10),
        ["lenet5-relu"] = ConvNetArchitecture.LeNet5ReLU.Build(new(3, 33, 20), 7),
        ["small"] = ConvNetArchitecture.Small.Build(new(3, 9, 14), 3),
        ["graph"] = NetworkBuilderTests.ResidualAndInception(),
        ["windows"] = new NetworkBuilder(new ImageShape(5, 20, 23))
            .Append(new ConvolutionLayer(17, new Extent(2, 5)) { Stride = new Extent(2, 3), Padding = new Padding(1, 2, 3, 4) })
            .BatchNorm().Tanh()
            .MaxPool(new Extent(3, 2), stride: new Extent(1, 2), padding: new Padding(2, 1, 0, 1)).ReLU()
            .AveragePool(3, stride: 2, padding: 1)
            .Append(new DenseLayer(4) { HasBias = false })
            .Build(),
        ["dilated"] = new NetworkBuilder(new ImageShape(2, 12, 13)).Append(new ConvolutionLayer(3, 3) { Dilation = new Extent(2, 3), Padding = 2 }).Dense(2).Build(),
        ["norm behind flatten"] = new NetworkBuilder(new ImageShape(3, 5, 4)).Convolution(6, 3).Flatten().BatchNorm().Tanh().Dense(4).Build(),
        ["flattened output"] = new NetworkBuilder(new ImageShape(2, 6, 7)).Convolution(5, 3).Flatten().Build(),
        ["convolutional output"] = new NetworkBuilder(new ImageShape(2, 6, 7)).Convolution(5, 3).Build(),
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void TheLoweredGraphHasTheNetworksParametersAndShapes(string name)
    {
        var network = All[name];
        var graph = network.Lower();
        Assert.Equal(network.InputShape, graph.InputShape);
        Assert.Equal(network.OutputShape, graph.OutputShape);
        var weights = network.InitializeWeights(1);
        Assert.Equal(weights.Keys, graph.Parameters.Select(parameter => parameter.Name));
        Assert.All(graph.Parameters, parameter => Assert.Equal(weights[parameter.Name].Dimensions.AsEnumerable(), parameter.Dimensions));
        Assert.Equal(network.ParameterCount, graph.Parameters.Where(parameter => parameter.IsTrainable).Sum(parameter => parameter.Count));
        Assert.All(graph.Parameters, parameter => Assert.Equal(weights[parameter.Name].Dimensions.Length > 1, parameter.HasWeightDecay));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void ScoringAgreesWithTheDefinitionsOfTheLayers(string name)
    {
        const int rows = 3;
        var network = All[name];
        var weights = Randomise(network.InitializeWeights(2));
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: false);
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 4, threads: 1);

        var images = new double[rows][];
        for (int row = 0; row < rows; row++)
        {
            images[row] = new double[network.InputShape.Size];
            for (int i = 0; i < images[row].Length; i++)
            {
                float value = CounterRandom.Normal(seed: 7, (ulong)row, (ulong)i);
                images[row][i] = value;
                plan.Input[row * images[row].Length + Interleaved(network.InputShape, i)] = value;
            }
        }

        plan.Forward(rows);
        for (int row = 0; row < rows; row++)
        {
            double[] expected = ReferenceNetwork.Score(network, weights, images[row]);
            double scale = 1 + expected.Max(Math.Abs);
            float[] actual = plan.Logits.Slice(row * expected.Length, expected.Length).ToArray();
            for (int i = 0; i < expected.Length; i++)
            {
                double found = actual[Interleaved(network.OutputShape, i)];
                Assert.InRange(found, expected[i] - 1e-4 * scale, expected[i] + 1e-4 * scale);
            }
        }
    }

    /// <summary>Where the value at a place of C, H, W order lies in H, W, C order, the executor's.</summary>
    private static int Interleaved(ImageShape shape, int index)
    {
        int area = shape.Height * shape.Width;
        return index % area * shape.Channels + index / area;
    }

    /// <summary>Gives biases, norms and running statistics values that matter.</summary>
    private static Weights Randomise(Weights weights) => new(weights.Select(pair =>
    {
        if (pair.Value.Dimensions.Length > 1) return pair;
        float start = pair.Key.EndsWith("weight", StringComparison.Ordinal) || pair.Key.EndsWith("running_var", StringComparison.Ordinal) ? 0.75f : -0.25f;
        float[] values = [.. pair.Value.Values.Select((_, i) => start + 0.5f * CounterRandom.Uniform(seed: 3, (ulong)pair.Key.Length, (ulong)i))];
        return KeyValuePair.Create(pair.Key, new Tensor(pair.Value.Dimensions, values));
    }));
}
