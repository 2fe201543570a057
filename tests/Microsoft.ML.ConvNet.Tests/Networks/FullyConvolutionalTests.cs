using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Networks;
using Microsoft.ML.ConvNet.Pipeline.Averaging;

namespace Microsoft.ML.ConvNet.Tests.Networks;

/// <summary>The fully convolutional form of a network gives, at each position of a larger image, what the network gives for the window that is there.</summary>
public sealed class FullyConvolutionalTests
{
    private const int Classes = 3;

    private static readonly ImageShape s_image = new(2, 12, 14);

    // Without padding, so that nothing differs at the windows' borders. Two numbers tell how far apart the windows are.
    private static readonly Dictionary<string, (int Stride, Func<NetworkBuilder, NetworkBuilder> Build)> s_networks = new()
    {
        ["flatten and dense"] = (2, network => network.Convolution(4, 3).ReLU().MaxPool(2).Flatten().Dense(5).ReLU().Dropout(0.5f).Dense(Classes)),
        ["dense without flatten"] = (1, network => network.Convolution(4, 3).Dense(Classes)),
        ["dense alone"] = (1, network => network.Dense(Classes)),
        ["layers behind flatten"] = (1, network => network.Convolution(4, 3).Flatten().Tanh().Dropout(0.5f).Append(new PReLULayer()).Dense(Classes)),
        ["global average"] = (2, network => network.Convolution(4, 3, stride: 2).ReLU().GlobalAveragePool().Flatten().Dense(Classes)),
        ["global maximum"] = (1, network => network.Convolution(4, 3).GlobalMaxPool().Dense(Classes)),
        ["adaptive to one"] = (1, network => network.Convolution(4, 3).AdaptiveAveragePool(1).Flatten().Dense(Classes)),
        ["adaptive windows"] = (3, network => network.Convolution(4, 3).AdaptiveAveragePool(2).Flatten().Dense(Classes)),
        ["adaptive maxima"] = (2, network => network.Convolution(4, 3).Append(new AdaptiveMaxPoolLayer(3)).Flatten().Dense(Classes)),
        ["adaptive of the same size"] = (1, network => network.Convolution(4, 3).AdaptiveAveragePool(6).Flatten().Dense(Classes)),
        ["norms"] = (1, network => network.Convolution(4, 3).BatchNorm().ReLU().Flatten().Dense(6).BatchNorm().ReLU().Dense(Classes)),
        ["convolution of the whole"] = (1, network => network.Convolution(4, 3).Convolution(Classes, 6)),
        ["branches"] = (2, network => network.MaxPool(2).Residual(body => body.Convolution(2, 1).ReLU()).Parallel([branch => branch.Convolution(3, 3), branch => branch.AveragePool(3, 1)]).Flatten().Dense(Classes)),
        ["auxiliary output"] = (1, network =>
        {
            var trunk = network.Convolution(4, 3).Current;
            network.Flatten().Append(new LocallyConnectedLayer(Classes, 1)).Append(new AuxiliaryOutputLayer());
            return network.From(trunk).GlobalAveragePool().Dense(Classes);
        }),
        ["softmax of maxout"] = (1, network => network.Convolution(4, 3).Dense(2 * Classes).Append(new MaxoutLayer(2)).Append(new SoftmaxLayer())),
    };

    public static TheoryData<string> Names => [.. s_networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachPositionIsTheNetworkOnAWindow(string name)
    {
        var (stride, build) = s_networks[name];
        var network = build(new NetworkBuilder(s_image with { Height = 8, Width = 8 })).Build();
        var weights = RandomizedStatistics(network.InitializeWeights(7));
        var dense = FullyConvolutional.Convert(network, s_image);
        Assert.Equal(new ImageShape(Classes, (12 - 8) / stride + 1, (14 - 8) / stride + 1), dense.OutputShape);
        float[] image = Pixels(s_image);
        float[] map = Run(dense, FullyConvolutional.Convert(dense, weights), image);
        for (int y = 0; y < dense.OutputShape.Height; y++)
        {
            for (int x = 0; x < dense.OutputShape.Width; x++)
            {
                var window = new float[network.InputShape.Size];
                new ImageView(y * stride, x * stride).Copy(image, s_image, window, network.InputShape);
                float[] expected = Run(network, weights, window);
                for (int k = 0; k < Classes; k++) Assert.Equal(expected[k], map[(y * dense.OutputShape.Width + x) * Classes + k], 1e-4f);
            }
        }
    }

    [Fact]
    public void OnTheNetworksOwnSizeItIsTheNetwork()
    {
        string[] small = ["lenet5_relu", "resnet20", "small", "mobilenet_v2_x0.25", "efficientnet_b0"];
        foreach (string name in small)
        {
            var network = ConvNetArchitecture.Parse(name).Build(new ImageShape(3, 32, 32), Classes);
            var weights = network.InitializeWeights(3);
            var dense = FullyConvolutional.Convert(network, network.InputShape);
            Assert.Equal(network.OutputShape, dense.OutputShape);
            float[] image = Pixels(network.InputShape), expected = Run(network, weights, image), actual = Run(dense, FullyConvolutional.Convert(dense, weights), image);
            for (int k = 0; k < Classes; k++) Assert.Equal(expected[k], actual[k], 1e-4f);
        }
    }

    [Fact]
    public void AllArchitecturesButTheOneWithRadialBasisUnitsCanBeConverted()
    {
        foreach (var architecture in ConvNetArchitecture.All)
        {
            var network = architecture.Build(new ImageShape(3, 224, 224), 10);
            if (architecture == ConvNetArchitecture.LeNet5RadialBasis)
            {
                Refuses(network, "(radial basis 10");
                continue;
            }

            var dense = FullyConvolutional.Convert(network, new ImageShape(3, 288, 320));
            Assert.True(dense.OutputShape is { Channels: 10, Height: > 1, Width: > 1 }, $"{architecture}: {dense.OutputShape}");
            Assert.Equal(network.Nodes.Where(node => node.ParameterCount > 0).Sum(node => node.ParameterCount) - AuxiliaryParameters(network), dense.ParameterCount);
        }

        // Heads that only training has.
        static long AuxiliaryParameters(Network network) => network.Nodes.Where(node => node.Name.StartsWith("aux", StringComparison.Ordinal)).Sum(node => node.ParameterCount);
    }

    [Fact]
    public void ALayerThatCannotBeAConvolutionIsNamed()
    {
        Refuses(Build(network => network.Append(new LocallyConnectedLayer(2, 3), "local").Dense(Classes)), "layer 'local' (locally connected 3x3-2) cannot be made a convolution, because each position of 2x8x8 has weights of its own");
        Refuses(Build(network => network.Append(new RadialBasisLayer(Classes), "rbf")), "layer 'rbf' (radial basis 3)", "all of 2x8x8");
        Refuses(Build(network => network.AdaptiveAveragePool(3, "pool").Dense(Classes)), "layer 'pool'", "its windows on 2x8x8 are not alike");
        Refuses(Build(network => network.Flatten().BatchNorm("norm").Dense(Classes)), "layer 'norm'", "it takes the positions of 2x8x8 as one vector");
        Refuses(Build(network => network.Dense(4).GroupNorm(2, name: "group").Dense(Classes)), "layer 'group'", "standardise over the positions");
        Refuses(Build(network => network.Convolution(1, 7).Flatten("flat")), "layer 'flat'", "several positions");
        Refuses(Build(network =>
        {
            var trunk = network.Current;
            var factors = network.Dense(2, name: "factors").Current;
            return network.From(trunk).Multiply(factors).Dense(Classes);
        }), "layer 'factors'", "makes factors for channels from all of 2x8x8");
    }

    [Fact]
    public void SqueezeAndExcitationLooksAtTheWholeImage()
    {
        var network = Build(builder => builder.Convolution(4, 3).SqueezeExcitation(2).GlobalAveragePool().Dense(Classes));
        var dense = FullyConvolutional.Convert(network, s_image);
        Assert.Equal(new ImageShape(Classes, 5, 7), dense.OutputShape);
        Assert.Equal(new ImageShape(4, 1, 1), dense.Nodes.Single(node => node.Name == "se1.avgpool").OutputShape);
    }

    private static Network Build(Func<NetworkBuilder, NetworkBuilder> build) => build(new NetworkBuilder(s_image with { Height = 8, Width = 8 })).Build();

    private static void Refuses(Network network, params string[] parts)
    {
        string message = Assert.Throws<ArgumentException>(() => FullyConvolutional.Convert(network, network.InputShape with { Height = network.InputShape.Height + 8 })).Message;
        Assert.All(parts, part => Assert.Contains(part, message));
    }

    private static float[] Pixels(ImageShape shape)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, shape.Size).Select(_ => 2 * random.NextSingle() - 1)];
    }

    private static Weights RandomizedStatistics(Weights weights)
    {
        var random = new Random(5);
        foreach (var (name, tensor) in weights)
        {
            if (name.Contains("running", StringComparison.Ordinal)) Array.ForEach([.. Enumerable.Range(0, tensor.Values.Length)], i => tensor.Values[i] = 0.5f + random.NextSingle());
        }

        return weights;
    }

    private static float[] Run(Network network, Weights weights, float[] image)
    {
        var graph = network.Lower();
        using var parameters = new ParameterStore(graph, withGradients: false);
        parameters.Load(weights);
        using var plan = new ExecutionPlan(graph, parameters, PlanMode.Scoring, batchSize: 1, threads: 1);
        image.CopyTo(plan.Input);
        plan.Forward(1);
        return plan.Logits.ToArray();
    }
}
