namespace Microsoft.ML.ConvNet.Tests.Networks;

public class ArchitectureTests
{
    [Fact]
    public void LeNet5On32x32x3MatchesTheTable()
    {
        var network = ConvNetArchitecture.LeNet5.Build(new ImageShape(3, 32, 32), 10);
        AssertNode(network, "conv1", new(6, 28, 28), 456, 28 * 28 * 6 * 75);
        AssertNode(network, "pool1", new(6, 14, 14), 0, 0);
        AssertNode(network, "conv2", new(16, 10, 10), 2416, 10 * 10 * 16 * 150);
        AssertNode(network, "pool2", new(16, 5, 5), 0, 0);
        AssertNode(network, "fc1", new(120, 1, 1), 48120, 48000);
        AssertNode(network, "fc2", new(84, 1, 1), 10164, 10080);
        AssertNode(network, "fc3", new(10, 1, 1), 850, 840);
        Assert.Equal(456 + 2416 + 48120 + 10164 + 850, network.ParameterCount);
    }

    [Theory]
    [InlineData("lenet5", "tanh", "average pool")]
    [InlineData("lenet5_relu", "ReLU", "max pool")]
    public void LeNet5On28x28x1IsPaddedToTheSameMaps(string name, string activation, string pool)
    {
        var network = ConvNetArchitecture.Parse(name).Build(new ImageShape(1, 28, 28), 10);
        Assert.Equal(
            [
                "convolution 5x5-6 padding 2", activation, pool + " 2x2 stride 2", "convolution 5x5-16", activation, pool + " 2x2 stride 2", "flatten",
                "dense 120", activation, "dense 84", activation, "dense 10",
            ],
            network.Nodes.Select(node => node.Layer.Description));
        AssertNode(network, "conv1", new(6, 28, 28), 156, 117_600);
        AssertNode(network, "pool2", new(16, 5, 5), 0, 0);
        Assert.Equal(61_706, network.ParameterCount);
        Assert.Equal(117_600 + 240_000 + 48_000 + 10_080 + 840, network.MultiplyAdds);
    }

    [Fact]
    public void SmallOn28x28x1IsTheDocumentedNetwork()
    {
        var network = ConvNetArchitecture.Small.Build(new ImageShape(1, 28, 28), 10);
        string[] block(int channels) => [$"convolution 3x3-{channels} padding 1 without bias", "batch norm", "ReLU"];
        Assert.Equal(
            [
                .. block(32), .. block(32), "max pool 2x2 stride 2", .. block(64), .. block(64), "max pool 2x2 stride 2",
                "flatten", "dense 128", "ReLU", "dropout 0.5", "dense 10",
            ],
            network.Nodes.Select(node => node.Layer.Description));
        int convolutions = 9 * (32 + 32 * 32 + 32 * 64 + 64 * 64), norms = 2 * (32 + 32 + 64 + 64), dense = 64 * 49 * 128 + 128 + 128 * 10 + 10;
        Assert.Equal(convolutions + norms + dense, network.ParameterCount);
        Assert.Equal(28 * 28 * 9 * (32 + 32 * 32) + 14 * 14 * 9 * (32 * 64 + 64 * 64) + 64 * 49 * 128 + 1280, network.MultiplyAdds);
        Assert.Equal(new(64, 7, 7), Node(network, "pool2").OutputShape);
    }

    [Theory]
    [InlineData(4, 4, 2, 1, 1)]
    [InlineData(8, 8, 2, 2, 2)]
    [InlineData(32, 32, 2, 8, 8)]
    [InlineData(48, 48, 2, 12, 12)]
    [InlineData(64, 64, 3, 8, 8)]
    [InlineData(96, 96, 3, 12, 12)]
    [InlineData(224, 224, 5, 7, 7)]
    [InlineData(4, 400, 5, 1, 12)]
    public void SmallAddsStagesWithTheImage(int height, int width, int stages, int finalHeight, int finalWidth)
    {
        var network = ConvNetArchitecture.Small.Build(new ImageShape(3, height, width), 5);
        var pools = network.Nodes.Where(node => node.Layer is MaxPoolLayer).ToArray();
        Assert.Equal(stages, pools.Length);
        Assert.Equal(new(Math.Min(32 << (stages - 1), 256), finalHeight, finalWidth), pools[^1].OutputShape);
    }

    [Fact]
    public void EveryArchitectureTakesAnyChannelsAndClasses()
    {
        foreach (var architecture in ConvNetArchitecture.All)
        {
            foreach (int channels in (int[])[1, 2, 3, 4, 13])
            {
                foreach (int classes in (int[])[2, 3, 1000])
                {
                    var image = new ImageShape(channels, 67, 76);
                    var network = architecture.Build(image, classes);
                    Assert.Equal(image, network.InputShape);
                    Assert.Equal(new(classes, 1, 1), network.OutputShape);
                }
            }
        }
    }

    [Theory]
    [InlineData("lenet5", 11, 28, "'pool2' (average pool 2x2 stride 2) does not fit its input 16x1x10")]
    [InlineData("lenet5_relu", 8, 8, "'conv2' (convolution 5x5-16) does not fit its input 6x4x4")]
    [InlineData("small", 3, 8, "'pool2' (max pool 2x2 stride 2) does not fit its input 64x1x4")]
    public void TooSmallAnImageNamesTheLayerAndWhatReachedIt(string name, int height, int width, string expected)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetArchitecture.Parse(name).Build(new ImageShape(1, height, width), 10));
        Assert.Contains(expected, exception.Message);
        Assert.Contains($"1x{height}x{width}", exception.Message);
    }

    [Theory]
    [InlineData("lenet5", 12)]
    [InlineData("lenet5_relu", 12)]
    [InlineData("small", 4)]
    public void TheSmallestImageFits(string name, int size) =>
        Assert.Equal(new(7, 1, 1), ConvNetArchitecture.Parse(name).Build(new ImageShape(1, size, size), 7).OutputShape);

    [Fact]
    public void ArgumentsAreChecked()
    {
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetArchitecture.Small.Build(new(1, 28, 28), 0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetArchitecture.Small.Build(new(0, 28, 28), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetArchitecture.ForImageSize(new(3, -1, 28)));
        string message = Assert.Throws<ArgumentException>(() => ConvNetArchitecture.Parse("vgg99")).Message;
        foreach (var known in ConvNetArchitecture.All) Assert.Contains(known.Name, message);
    }

    [Fact]
    public void NamesAreFoundWhateverTheirCase()
    {
        Assert.Same(ConvNetArchitecture.LeNet5ReLU, ConvNetArchitecture.Parse("LeNet5-ReLU"));
        Assert.Same(ConvNetArchitecture.Small, ConvNetArchitecture.ForImageSize(new ImageShape(3, 64, 64)));
    }

    [Theory]
    [InlineData("mobilenet_v1_x0.5")]
    [InlineData("mobilenet_v2_x1.4")]
    [InlineData("pattern_2_3_1")]
    public void NamesWithNumbersAreFound(string name)
    {
        var architecture = ConvNetArchitecture.Parse(name.ToUpperInvariant().Replace('_', '-'));
        Assert.Equal(name, architecture.Name);
        Assert.Equal(new(10, 1, 1), architecture.Build(new ImageShape(3, 32, 32), 10).OutputShape);
    }

    [Fact]
    public void TheWidthInANameCounts()
    {
        var image = new ImageShape(3, 32, 32);
        Assert.Equal(ConvNetArchitecture.MobileNetV2(0.5).Build(image, 10), ConvNetArchitecture.Parse("mobilenet_v2_x0.5").Build(image, 10));
        Assert.Equal(ConvNetArchitecture.Pattern(1, 2, 3).Build(image, 10), ConvNetArchitecture.Parse("pattern_1_2_3").Build(image, 10));
    }

    [Theory]
    [InlineData("mobilenet_v2_x")]
    [InlineData("mobilenet_v2_xx1")]
    [InlineData("mobilenet_v3_x1")]
    [InlineData("pattern_2_3")]
    [InlineData("pattern_2_3_-1")]
    public void NamesWithWrongNumbersAreNot(string name) => Assert.Throws<ArgumentException>(() => ConvNetArchitecture.Parse(name));

    [Fact]
    public void NumbersInNamesAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetArchitecture.Parse("mobilenet_v2_x99"));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetArchitecture.Parse("pattern_0_1_1"));
    }

    [Fact]
    public void ACustomArchitectureMustBuildWhatWasAskedFor()
    {
        var good = ConvNetArchitecture.Custom("linear", (image, classes) => new NetworkBuilder(image).Dense(classes).Build());
        Assert.Equal(28 * 28 * 3 + 3, good.Build(new(1, 28, 28), 3).ParameterCount);
        var bad = ConvNetArchitecture.Custom("ten", (image, _) => new NetworkBuilder(image).Dense(10).Build());
        Assert.Contains("'ten'", Assert.Throws<InvalidOperationException>(() => bad.Build(new(1, 28, 28), 3)).Message);
    }

    private static NetworkNode Node(Network network, string name) => network.Nodes.Single(node => node.Name == name);

    private static void AssertNode(Network network, string name, ImageShape shape, long parameters, long multiplyAdds)
    {
        var node = Node(network, name);
        Assert.Equal(shape, node.OutputShape);
        Assert.Equal(parameters, node.ParameterCount);
        Assert.Equal(multiplyAdds, node.MultiplyAdds);
    }
}
