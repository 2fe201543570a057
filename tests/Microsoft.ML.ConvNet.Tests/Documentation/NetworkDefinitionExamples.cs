namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>The examples of docs/network-definition.md, which must occur there in the same words (line by line, apart from their indentation).</summary>
public class NetworkDefinitionExamples
{
    [Fact]
    public void ASequence()
    {
        Network network = new NetworkBuilder(new ImageShape(Channels: 1, Height: 28, Width: 28))
            .Convolution(6, 5, padding: 2, name: "conv1").Tanh()
            .AveragePool(2)
            .Convolution(16, 5, name: "conv2").Tanh()
            .AveragePool(2)
            .Flatten()
            .Dense(120, name: "fc1").Tanh()
            .Dense(84, name: "fc2").Tanh()
            .Dense(10, name: "fc3")
            .Build();
        Console.WriteLine(network.Summary());

        string json = network.ToJson();
        Network same = Network.FromJson(json);
        Assert.Equal(network, same);
        Assert.Equal(61_706, network.ParameterCount);
    }

    [Fact]
    public void ALayerWithAllThatCanBeSet()
    {
        var builder = new NetworkBuilder(new ImageShape(3, 32, 32));
        builder.Append(new ConvolutionLayer(64, new Extent(7, 5)) { Stride = 2, Padding = new Padding(3, 2, 3, 2), Dilation = 1, HasBias = false }, name: "stem");
        Assert.Equal(new ImageShape(64, 16, 16), builder.Current.Shape);
    }

    [Fact]
    public void Scopes()
    {
        var builder = new NetworkBuilder(new ImageShape(3, 32, 32));
        builder.Scope("layer1", layer => layer
            .Scope("0", block => block.Convolution(64, 3, padding: 1, name: "conv1").BatchNorm("bn1").ReLU())    // layer1.0.conv1, layer1.0.bn1, layer1.0.relu1
            .Scope("1", block => block.Convolution(64, 3, padding: 1, name: "conv1").BatchNorm("bn1").ReLU()));  // layer1.1.conv1, ...
        Assert.Equal(
            ["layer1.0.conv1", "layer1.0.bn1", "layer1.0.relu1", "layer1.1.conv1", "layer1.1.bn1", "layer1.1.relu1"], builder.Build().Nodes.Select(node => node.Name));
    }

    [Fact]
    public void ResNet18()
    {
        static void BasicBlock(NetworkBuilder builder, int channels, int stride)
        {
            bool changesShape = stride != 1 || builder.Current.Shape.Channels != channels;
            builder
                .Residual(
                    body => body
                        .Convolution(channels, 3, stride, padding: 1, bias: false, name: "conv1").BatchNorm("bn1").ReLU()
                        .Convolution(channels, 3, padding: 1, bias: false, name: "conv2").BatchNorm("bn2"),
                    shortcut => shortcut.Scope("downsample", scope =>
                    {
                        if (changesShape) scope.Convolution(channels, 1, stride, bias: false, name: "0").BatchNorm("1");
                    }))
                .ReLU();
        }

        var builder = new NetworkBuilder(new ImageShape(3, 224, 224));
        builder.Convolution(64, 7, stride: 2, padding: 3, bias: false, name: "conv1").BatchNorm("bn1").ReLU().MaxPool(3, stride: 2, padding: 1);
        for (int stage = 0; stage < 4; stage++)
        {
            builder.Scope($"layer{stage + 1}", layer => layer
                .Scope("0", block => BasicBlock(block, 64 << stage, stage == 0 ? 1 : 2))
                .Scope("1", block => BasicBlock(block, 64 << stage, 1)));
        }

        var network = builder.AveragePool(7).Dense(1000, name: "fc").Build();
        Assert.Equal(11_689_512, network.ParameterCount);
        var weights = network.InitializeWeights(0);
        Assert.True(weights.ContainsKey("layer4.1.conv2.weight") && weights.ContainsKey("layer2.0.downsample.1.running_var"));
        Assert.Equal(20, weights.Keys.Count(name => name.EndsWith(".running_mean", StringComparison.Ordinal)));
    }

    [Fact]
    public void AnInceptionModule()
    {
        var builder = new NetworkBuilder(new ImageShape(192, 28, 28));
        builder.Scope("inception3a", module => module.Parallel(
        [
            branch => branch.Scope("branch1", scope => scope.Convolution(64, 1, name: "conv").ReLU()),
            branch => branch.Scope("branch2", scope => scope.Convolution(96, 1, name: "reduce").ReLU().Convolution(128, 3, padding: 1, name: "conv").ReLU()),
            branch => branch.Scope("branch3", scope => scope.Convolution(16, 1, name: "reduce").ReLU().Convolution(32, 5, padding: 2, name: "conv").ReLU()),
            branch => branch.Scope("branch4", scope => scope.MaxPool(3, stride: 1, padding: 1).Convolution(32, 1, name: "conv").ReLU()),
        ]));
        Assert.Equal(new ImageShape(256, 28, 28), builder.Current.Shape);
        Assert.Equal(163_696, builder.Build().ParameterCount);
    }

    [Fact]
    public void SqueezeAndExcitation()
    {
        var builder = new NetworkBuilder(new ImageShape(32, 8, 8));
        builder.Residual(body => body
            .Convolution(32, 3, padding: 1, bias: false).GroupNorm(8).Append(new SiLULayer())
            .SqueezeExcitation(squeezeChannels: 8, activation: new SiLULayer(), name: "se")    // se.fc1, se.fc2
            .StochasticDepth(0.2f));
        Assert.Equal(32 * 32 * 9 + 64 + 32 * 8 + 8 + 8 * 32 + 32, builder.Build().ParameterCount);
    }

    [Fact]
    public void AnyGraph()
    {
        var builder = new NetworkBuilder(new ImageShape(3, 32, 32));
        var image = builder.Current;
        var coarse = builder.MaxPool(2).Convolution(8, 3, padding: 1).Current;
        var fine = builder.From(image).Convolution(8, 3, stride: 2, padding: 1).Current;
        builder.Append(new AddLayer(), [coarse, fine], name: "sum");
        Assert.Equal(new ImageShape(8, 16, 16), builder.Build().OutputShape);
    }

    [Fact]
    public void AnArchitecture()
    {
        var architecture = ConvNetArchitecture.Custom("mine", (image, classes) => new NetworkBuilder(image)
            .Convolution(16, 3, padding: 1).ReLU().MaxPool(2)
            .Dense(classes)
            .Build());
        Assert.Equal(new ImageShape(7, 1, 1), architecture.Build(new ImageShape(3, 20, 20), 7).OutputShape);
    }
}
