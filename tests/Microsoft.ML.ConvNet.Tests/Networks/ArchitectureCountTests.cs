namespace Microsoft.ML.ConvNet.Tests.Networks;

/// <summary>The counts and shapes that the courses and the papers give of their networks.</summary>
public class ArchitectureCountTests
{
    [Theory]
    [InlineData("alexnet", 224, 61_100_840)]
    [InlineData("alexnet_one_tower", 227, 62_378_344)]
    [InlineData("alexnet_one_tower_no_lrn", 227, 62_378_344)]
    [InlineData("alexnet_two_groups", 227, 60_965_224)]
    [InlineData("vgg11", 224, 132_863_336)]
    [InlineData("vgg11_lrn", 224, 132_863_336)]
    [InlineData("vgg13", 224, 133_047_848)]
    [InlineData("vgg16_1x1", 224, 133_638_952)]
    [InlineData("vgg16", 224, 138_357_544)]
    [InlineData("vgg19", 224, 143_667_240)]
    [InlineData("vgg11_bn", 224, 132_868_840)]
    [InlineData("vgg16_bn", 224, 138_365_992)]
    [InlineData("googlenet", 224, 13_004_888)]
    [InlineData("googlenet_paper", 224, 13_378_280)]
    [InlineData("resnet18", 224, 11_689_512)]
    [InlineData("resnet34", 224, 21_797_672)]
    [InlineData("resnet50", 224, 25_557_032)]
    [InlineData("resnet101", 224, 44_549_160)]
    [InlineData("resnet152", 224, 60_192_808)]
    [InlineData("mobilenet_v1", 224, 4_231_976)]
    [InlineData("mobilenet_v2", 224, 3_504_872)]
    [InlineData("efficientnet_b0", 224, 5_288_548)]
    [InlineData("efficientnet_b1", 240, 7_794_184)]
    [InlineData("efficientnet_b2", 260, 9_109_994)]
    [InlineData("efficientnet_b3", 300, 12_233_232)]
    [InlineData("efficientnet_b4", 380, 19_341_616)]
    [InlineData("efficientnet_b5", 456, 30_389_784)]
    [InlineData("efficientnet_b6", 528, 43_040_704)]
    [InlineData("efficientnet_b7", 600, 66_347_960)]
    public void ParametersForAThousandClasses(string name, int size, long parameters) =>
        Assert.Equal(parameters, ConvNetArchitecture.Parse(name).Build(new ImageShape(3, size, size), 1000).ParameterCount);

    [Fact]
    public void GoogLeNetWithoutHeads()
    {
        var image = new ImageShape(3, 224, 224);
        Assert.Equal(6_624_904, ConvNetArchitecture.GoogLeNet(hasAuxiliaryHeads: false).Build(image, 1000).ParameterCount);
        Assert.Equal(6_998_552, ConvNetArchitecture.GoogLeNetPaper(hasAuxiliaryHeads: false).Build(image, 1000).ParameterCount);
    }

    [Fact]
    public void ResNet20HasNoParametersInItsShortcuts()
    {
        Assert.Equal(269_722, ConvNetArchitecture.CifarResNet(20).Build(new ImageShape(3, 32, 32), 10).ParameterCount);
        Assert.Equal(40_551_040, ConvNetArchitecture.CifarResNet(20).Build(new ImageShape(3, 32, 32), 10).MultiplyAdds);

        // Two 1x1 convolutions with norms: 16 * 32 + 64 and 32 * 64 + 128.
        Assert.Equal(269_722 + 576 + 2176, ConvNetArchitecture.CifarResNet(20, hasProjections: true).Build(new ImageShape(3, 32, 32), 10).ParameterCount);
    }

    [Fact]
    public void LeNet5RowByRow()
    {
        var network = ConvNetArchitecture.LeNet5ReLU.Build(new ImageShape(3, 32, 32), 10);
        (string Name, ImageShape Shape, long Parameters)[] rows =
        [
            ("conv1", new(6, 28, 28), 456), ("pool1", new(6, 14, 14), 0), ("conv2", new(16, 10, 10), 2416), ("pool2", new(16, 5, 5), 0),
            ("fc1", new(120, 1, 1), 48_120), ("fc2", new(84, 1, 1), 10_164), ("fc3", new(10, 1, 1), 850),
        ];
        AssertRows(network, rows);
    }

    [Fact]
    public void AlexNetRowByRow()
    {
        var network = ConvNetArchitecture.AlexNetOneTower().Build(new ImageShape(3, 227, 227), 1000);
        (string Name, ImageShape Shape, long Parameters)[] rows =
        [
            ("conv1", new(96, 55, 55), 34_944), ("norm1", new(96, 55, 55), 0), ("pool1", new(96, 27, 27), 0), ("conv2", new(256, 27, 27), 614_656), ("norm2", new(256, 27, 27), 0),
            ("pool2", new(256, 13, 13), 0), ("conv3", new(384, 13, 13), 885_120), ("conv4", new(384, 13, 13), 1_327_488), ("conv5", new(256, 13, 13), 884_992), ("pool5", new(256, 6, 6), 0),
            ("fc6", new(4096, 1, 1), 6 * 6 * 256 * 4096L + 4096), ("fc7", new(4096, 1, 1), 4096 * 4096L + 4096), ("fc8", new(1000, 1, 1), 4_097_000),
        ];
        AssertRows(network, rows);
    }

    [Fact]
    public void AnInceptionModuleCostsATenthOfTheNaiveOne()
    {
        var image = new ImageShape(192, 28, 28);
        Assert.Equal(120_422_400, new NetworkBuilder(image).Convolution(32, 5, padding: 2).Build().MultiplyAdds);
        Assert.Equal(12_443_648, new NetworkBuilder(image).Convolution(16, 1).Convolution(32, 5, padding: 2).Build().MultiplyAdds);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void ADepthwiseSeparableConvolutionCostsOneOverOutputsPlusOneOverArea(int kernel)
    {
        const int inputs = 32, outputs = 64;
        var image = new ImageShape(inputs, 14, 14);
        double full = new NetworkBuilder(image).Convolution(outputs, kernel, padding: kernel / 2).Build().MultiplyAdds;
        double separable = new NetworkBuilder(image).Convolution(inputs, kernel, padding: kernel / 2, groups: inputs).Convolution(outputs, 1).Build().MultiplyAdds;
        Assert.Equal(1.0 / outputs + 1.0 / (kernel * kernel), separable / full, 1e-12);
    }

    [Theory]
    [InlineData(0, 224, 0.386e9, 0.39e9)]
    [InlineData(1, 240, 0.687e9, 0.70e9)]
    [InlineData(2, 260, 0.994e9, 1.0e9)]
    [InlineData(3, 300, 1.827e9, 1.8e9)]
    [InlineData(4, 380, 4.394e9, 4.2e9)]
    [InlineData(5, 456, 10.27e9, 9.9e9)]
    [InlineData(6, 528, 19.07e9, 19e9)]
    [InlineData(7, 600, 37.75e9, 37e9)]
    public void EfficientNetsMultiplyAdds(int size, int side, double counted, double published)
    {
        double multiplyAdds = ConvNetArchitecture.EfficientNet(size).Build(new ImageShape(3, side, side), 1000).MultiplyAdds;
        Assert.Equal(1, multiplyAdds / counted, 2e-3);
        Assert.InRange(multiplyAdds / published, 0.95, 1.05);
    }

    [Theory]
    [InlineData("alexnet", 63)]
    [InlineData("alexnet_two_groups", 67)]
    [InlineData("vgg19_bn", 32)]
    [InlineData("googlenet", 15)]
    [InlineData("googlenet_naive", 31)]
    [InlineData("resnet50", 1)]
    [InlineData("resnet110", 1)]
    [InlineData("mobilenet_v1", 1)]
    [InlineData("mobilenet_v2", 1)]
    [InlineData("efficientnet_b7", 1)]
    public void TheSmallestImages(string name, int size)
    {
        var architecture = ConvNetArchitecture.Parse(name);
        Assert.Equal(new(2, 1, 1), architecture.Build(new ImageShape(1, size, size + 2), 2).OutputShape);
        if (size > 1) Assert.Contains($"1x{size - 1}x{size + 2}", Assert.Throws<ArgumentOutOfRangeException>(() => architecture.Build(new ImageShape(1, size - 1, size + 2), 2)).Message);
    }

    [Fact]
    public void ThePatternIsWhatItSays()
    {
        var network = ConvNetArchitecture.Pattern(convolutions: 2, stages: 3, denseLayers: 1).Build(new ImageShape(3, 32, 32), 10);
        Assert.Equal(
            ["conv1", "relu1", "conv2", "relu2", "pool1", "conv3", "relu3", "conv4", "relu4", "pool2", "conv5", "relu5", "conv6", "relu6", "pool3", "flatten", "fc1", "relu7", "fc2"],
            network.Nodes.Select(node => node.Name));
        Assert.Equal(new(128, 4, 4), network.Nodes.Single(node => node.Name == "pool3").OutputShape);
        Assert.DoesNotContain(ConvNetArchitecture.Pattern(1, 2, 0, hasPooling: false).Build(new ImageShape(3, 8, 8), 10).Nodes, node => node.Layer is MaxPoolLayer);
    }

    [Fact]
    public void NamesAreUniqueAndAreFoundInAnySpelling()
    {
        Assert.Equal(ConvNetArchitecture.All.Count, ConvNetArchitecture.All.Select(architecture => architecture.Name).Distinct().Count());
        Assert.Same(ConvNetArchitecture.All.Single(one => one.Name == "vgg16_bn"), ConvNetArchitecture.Parse("VGG16-BN"));
        Assert.Equal("mobilenet_v2_x0.5", ConvNetArchitecture.MobileNetV2(0.5).Name);
        Assert.Throws<ArgumentOutOfRangeException>("depth", () => ConvNetArchitecture.ResNet(20));
        Assert.Throws<ArgumentOutOfRangeException>("column", () => ConvNetArchitecture.Vgg('F'));
        Assert.Throws<ArgumentOutOfRangeException>("width", () => ConvNetArchitecture.MobileNetV1(0));
        Assert.Throws<ArgumentOutOfRangeException>("stages", () => ConvNetArchitecture.Pattern(1, 0, 1));
    }

    private static void AssertRows(Network network, (string Name, ImageShape Shape, long Parameters)[] rows)
    {
        foreach (var (name, shape, parameters) in rows)
        {
            var node = network.Nodes.Single(node => node.Name == name);
            Assert.Equal((name, shape, parameters), (name, node.OutputShape, node.ParameterCount));
        }
    }
}
