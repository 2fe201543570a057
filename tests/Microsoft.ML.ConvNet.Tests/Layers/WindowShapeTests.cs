namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>Shapes, counts, messages and texts of everything that a convolution and a pooling layer can be told.</summary>
public class WindowShapeTests
{
    private static Network Build(ImageShape input, params Layer[] layers)
    {
        var builder = new NetworkBuilder(input);
        foreach (var layer in layers) builder.Append(layer);
        return builder.Build();
    }

    [Theory]
    [InlineData(7, 3, 1, 1, 7)]
    [InlineData(7, 4, 1, 1, 7)]
    [InlineData(7, 3, 2, 1, 4)]
    [InlineData(8, 3, 2, 1, 4)]
    [InlineData(8, 2, 3, 1, 3)]
    [InlineData(7, 3, 1, 4, 7)]
    [InlineData(1, 9, 5, 1, 1)]
    public void SamePaddingGivesTheInputDividedByTheStride(int size, int kernel, int stride, int dilation, int expected)
    {
        var layer = new ConvolutionLayer(1, kernel) { Stride = stride, Padding = Padding.Same, Dilation = dilation };
        Assert.Equal(new(1, expected, expected), Build(new(1, size, size), layer).OutputShape);
        Assert.Equal(new(1, expected, expected), Build(new(1, size, size), new MaxPoolLayer(kernel) { Stride = stride, Padding = Padding.Same }).OutputShape);
    }

    /// <summary>The odd row and column of SAME_UPPER are below and to the right.</summary>
    [Fact]
    public void SamePaddingIsLargerAtTheEnd()
    {
        var field = Build(new(1, 8, 8), new ConvolutionLayer(1, new Extent(4, 3)) { Stride = new Extent(1, 2), Padding = Padding.Same }).Nodes[0].ReceptiveField;
        Assert.Equal((-1L, 0L), (field.Vertical.Offset, field.Horizontal.Offset));
    }

    [Fact]
    public void ValidPaddingIsNone()
    {
        Assert.Equal(0, Padding.Valid);
        Assert.NotEqual(Padding.Valid, Padding.Same);
        Assert.Equal(("0", "same", "(1, 2, 3, 4)"), (Padding.Valid.ToString(), Padding.Same.ToString(), new Padding(1, 2, 3, 4).ToString()));
    }

    [Fact]
    public void GroupsDivideTheWeights()
    {
        // AlexNet's second convolution in two groups; a ResNeXt block's; depthwise with one and three filters a channel.
        Assert.Equal(128L * 2 * 48 * 25 + 256, Build(new(96, 27, 27), new ConvolutionLayer(256, 5) { Padding = 2, Groups = 2 }).ParameterCount);
        Assert.Equal(128L * 4 * 9, Build(new(128, 56, 56), new ConvolutionLayer(128, 3) { Padding = 1, Groups = 32, HasBias = false }).ParameterCount);
        Assert.Equal(32L * 9, Build(new(32, 112, 112), new ConvolutionLayer(32, 3) { Padding = 1, Groups = 32, HasBias = false }).ParameterCount);
        var multiplied = Build(new(5, 9, 9), new ConvolutionLayer(15, 3) { Groups = 5 });
        Assert.Equal((15L * 9 + 15, 15L * 9 * 7 * 7), (multiplied.ParameterCount, multiplied.MultiplyAdds));
        Assert.Equal([15, 1, 3, 3], multiplied.InitializeWeights(1)["conv1.weight"].Dimensions.AsEnumerable());

        // A depthwise-separable convolution costs 1 / outputs + 1 / kernel^2 of a full one.
        long full = Build(new(64, 14, 14), new ConvolutionLayer(128, 3) { Padding = 1 }).MultiplyAdds;
        long separable = Build(new(64, 14, 14), new ConvolutionLayer(64, 3) { Padding = 1, Groups = 64 }, new ConvolutionLayer(128, 1)).MultiplyAdds;
        Assert.Equal(1.0 / 128 + 1.0 / 9, (double)separable / full, 1e-12);
    }

    [Fact]
    public void GroupsMustDivideTheChannels()
    {
        var layer = new ConvolutionLayer(6, 3) { Groups = 4 };
        Assert.Contains(
            "'conv1' (convolution 3x3-6 groups 4) does not fit its input 8x9x9: its 4 groups must divide the 8 input and 6 output channels",
            Assert.Throws<ArgumentOutOfRangeException>(() => Build(new(8, 9, 9), layer)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Build(new(6, 9, 9), layer));
        Assert.Throws<ArgumentOutOfRangeException>("Groups", () => new ConvolutionLayer(6, 3) { Groups = 0 });
    }

    [Fact]
    public void AMirrorMustBeLargerThanItsBorder()
    {
        var layer = new ConvolutionLayer(1, 3) { Padding = new Padding(0, 3, 0, 0), PaddingMode = PaddingMode.Reflect };
        Assert.Equal(new(1, 2, 5), Build(new(1, 4, 4), layer).OutputShape);
        Assert.Contains("must be smaller than the image", Assert.Throws<ArgumentOutOfRangeException>(() => Build(new(1, 4, 3), layer)).Message);
        Assert.Equal(new(1, 1, 4), Build(new(1, 3, 3), layer with { PaddingMode = PaddingMode.Replicate }).OutputShape);
        Assert.Throws<ArgumentOutOfRangeException>("PaddingMode", () => new ConvolutionLayer(1, 3) { PaddingMode = (PaddingMode)3 });
    }

    [Theory]
    [InlineData(6, 3, 2, 0, 1, 2, 3)]
    [InlineData(7, 3, 2, 0, 1, 3, 3)]
    [InlineData(6, 2, 2, 1, 1, 4, 4)]
    [InlineData(7, 2, 3, 0, 1, 2, 3)]
    [InlineData(5, 2, 3, 1, 1, 2, 2)]
    [InlineData(4, 2, 3, 1, 1, 2, 2)]
    [InlineData(6, 1, 4, 0, 1, 2, 2)]
    [InlineData(10, 3, 2, 1, 2, 4, 5)]
    public void CeilModeRoundsUpUnlessTheWindowWouldStartBehindTheImage(int size, int kernel, int stride, int padding, int dilation, int down, int up)
    {
        var layer = new MaxPoolLayer(kernel) { Stride = stride, Padding = padding, Dilation = dilation };
        Assert.Equal(down, Build(new(1, size, size), layer).OutputShape.Height);
        Assert.Equal(up, Build(new(1, size, size), layer with { CeilMode = true }).OutputShape.Height);
        var average = new AveragePoolLayer(kernel) { Stride = stride, Padding = padding, Dilation = dilation, CeilMode = true };
        Assert.Equal(up, Build(new(1, size, size), average).OutputShape.Height);
    }

    /// <summary>GoogLeNet's overlapping pools: 112 to 56, 56 to 28, 28 to 14, 14 to 7.</summary>
    [Fact]
    public void GoogLeNetsPoolsHalveWithCeilMode()
    {
        var pool = new MaxPoolLayer(3) { Stride = 2, CeilMode = true };
        Assert.Equal([56, 28, 14, 7], Build(new(8, 112, 112), pool, pool, pool, pool).Nodes.Select(node => node.OutputShape.Height));
    }

    [Fact]
    public void ADilatedWindowMayNotStepOverTheImage() =>
        Assert.Contains(
            "some of its windows would hold no input",
            Assert.Throws<ArgumentException>(() => Build(new(1, 2, 9), new MaxPoolLayer(2) { Stride = 1, Padding = 1, Dilation = 3 })).Message);

    [Fact]
    public void AdaptiveAndGlobalPoolsGiveTheSizeThatTheyAreTold()
    {
        foreach (var layer in new Layer[] { new AdaptiveAveragePoolLayer(new Extent(6, 4)), new AdaptiveMaxPoolLayer(new Extent(6, 4)) })
        {
            Assert.Equal(new(512, 6, 4), Build(new(512, 13, 13), layer).OutputShape);
            Assert.Equal(new(3, 6, 4), Build(new(3, 2, 1), layer).OutputShape);
        }

        foreach (var layer in new Layer[] { new GlobalAveragePoolLayer(), new GlobalMaxPoolLayer() }) Assert.Equal(new(512, 1, 1), Build(new(512, 7, 9), layer).OutputShape);
        Assert.Throws<ArgumentOutOfRangeException>("Output", () => new AdaptiveMaxPoolLayer(0));
    }

    /// <summary>Where the output divides the input: s = floor(n / out), f = n - (out - 1) s, as one course defines adaptive pooling.</summary>
    [Theory]
    [InlineData(12, 4)]
    [InlineData(7, 7)]
    [InlineData(6, 1)]
    public void AdaptivePoolingIsPoolingWhereTheSizesDivide(int size, int output)
    {
        var input = new ImageShape(3, size, size);
        int stride = size / output, kernel = size - (output - 1) * stride;
        float[] image = Kernels.Numbers.Normal(input.Size, seed: 1);
        var none = new Weights([]);
        foreach (var (adaptive, sliding) in new (Layer, Layer)[]
        {
            (new AdaptiveAveragePoolLayer(output), new AveragePoolLayer(kernel) { Stride = stride }),
            (new AdaptiveMaxPoolLayer(output), new MaxPoolLayer(kernel) { Stride = stride }),
        })
        {
            var left = Build(input, adaptive);
            var right = Build(input, sliding);
            Assert.Equal(right.Nodes[0].ReceptiveField, left.Nodes[0].ReceptiveField);
            Assert.Equal(Scoring.Run(right, none, image), Scoring.Run(left, none, image));
        }
    }

    /// <summary>A million units on a 1000x1000 image, each with weights of its own for 10x10 pixels.</summary>
    [Fact]
    public void LocallyConnectedUnitsHaveWeightsOfTheirOwn()
    {
        var layer = new LocallyConnectedLayer(1, 10) { Padding = Padding.Same, HasBias = false };
        var network = Build(new(1, 1000, 1000), layer);
        Assert.Equal(new(1, 1000, 1000), network.OutputShape);
        Assert.Equal(100_000_000, network.ParameterCount);
        Assert.Equal(100_000_000, network.MultiplyAdds);
        Assert.Equal(101_000_000, Build(new(1, 1000, 1000), layer with { HasBias = true }).ParameterCount);

        // A fully connected layer of as many units would need 10^12; a convolution shares its 100.
        Assert.Equal(100, Build(new(1, 1000, 1000), new ConvolutionLayer(1, 10) { Padding = Padding.Same, HasBias = false }).ParameterCount);
        var weights = Build(new(3, 7, 8), new LocallyConnectedLayer(4, new Extent(3, 2)) { Stride = 2 }).InitializeWeights(1);
        Assert.Equal([4, 3, 4, 18], weights["local1.weight"].Dimensions.AsEnumerable());
        Assert.Equal([4, 3, 4], weights["local1.bias"].Dimensions.AsEnumerable());
        Assert.Throws<ArgumentOutOfRangeException>(() => Build(new(2, 9, 9), new LocallyConnectedLayer(4, 10)));
    }

    [Fact]
    public void LayersPrintWhatTheyAreTold()
    {
        Assert.Equal(
            "convolution 3x3-8 padding same reflect dilation 2x2 groups 4",
            new ConvolutionLayer(8, 3) { Padding = Padding.Same, PaddingMode = PaddingMode.Reflect, Dilation = 2, Groups = 4 }.ToString());
        Assert.Equal(
            "max pool 3x3 stride 2 padding 1 dilation 2x1 ceil mode",
            new MaxPoolLayer(3) { Stride = 2, Padding = 1, CeilMode = true, Dilation = new Extent(2, 1) }.ToString());
        Assert.Equal("average pool 2x2 stride 2 padding same padding not counted", new AveragePoolLayer(2) { Padding = Padding.Same, CountIncludePad = false }.ToString());
        Assert.Equal("adaptive average pool 6x6", new AdaptiveAveragePoolLayer(6).ToString());
        Assert.Equal("global max pool", new GlobalMaxPoolLayer().ToString());
        Assert.Equal("locally connected 3x3-4 stride 2 without bias", new LocallyConnectedLayer(4, 3) { Stride = 2, HasBias = false }.ToString());
        Assert.NotEqual(new ConvolutionLayer(8, 3), new ConvolutionLayer(8, 3) { Groups = 2 });
        Assert.NotEqual(new AveragePoolLayer(2), new AveragePoolLayer(2) { CountIncludePad = false });
    }

    [Fact]
    public void TheBuilderPassesEverythingOn()
    {
        var network = new NetworkBuilder(new ImageShape(4, 20, 20))
            .Convolution(8, 3, 2, Padding.Same, 2, 4, bias: false, PaddingMode.Replicate)
            .LocallyConnected(6, 3, 2, 1, bias: false)
            .MaxPool(3, 1, 1, 2, ceilMode: true)
            .AveragePool(2, 1, 1, ceilMode: true, countIncludePad: false)
            .BatchNorm().BatchNorm(0.25f, 0.5f, affine: false).GroupNorm(3).GroupNorm(2, 0.25f, affine: false)
            .AdaptiveMaxPool(3).AdaptiveAveragePool(2).GlobalMaxPool().GlobalAveragePool().Build();
        Layer[] expected =
        [
            new ConvolutionLayer(8, 3) { Stride = 2, Padding = Padding.Same, Dilation = 2, Groups = 4, HasBias = false, PaddingMode = PaddingMode.Replicate },
            new LocallyConnectedLayer(6, 3) { Stride = 2, Padding = 1, HasBias = false },
            new MaxPoolLayer(3) { Stride = 1, Padding = 1, Dilation = 2, CeilMode = true },
            new AveragePoolLayer(2) { Stride = 1, Padding = 1, CeilMode = true, CountIncludePad = false },
            new BatchNormLayer(), new BatchNormLayer { Epsilon = 0.25f, Momentum = 0.5f, IsAffine = false },
            new GroupNormLayer(3), new GroupNormLayer(2) { Epsilon = 0.25f, IsAffine = false },
            new AdaptiveMaxPoolLayer(3), new AdaptiveAveragePoolLayer(2), new GlobalMaxPoolLayer(), new GlobalAveragePoolLayer(),
        ];
        Assert.Equal(expected, network.Nodes.Select(node => node.Layer));
    }
}
