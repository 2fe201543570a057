namespace Microsoft.ML.ConvNet.Tests.Layers;

public class LayerShapeTests
{
    private static Network Build(ImageShape input, params Layer[] layers)
    {
        var builder = new NetworkBuilder(input);
        foreach (var layer in layers) builder.Append(layer);
        return builder.Build();
    }

    [Fact]
    public void ConvolutionsShrinkAsTheCoursesSay()
    {
        Assert.Equal(new(96, 55, 55), Build(new(3, 227, 227), new ConvolutionLayer(96, 11) { Stride = 4 }).OutputShape);
        var network = Build(
            new(3, 39, 39), new ConvolutionLayer(10, 3), new ConvolutionLayer(20, 5) { Stride = 2 }, new ConvolutionLayer(40, 5) { Stride = 2 }, new FlattenLayer());
        Assert.Equal([new(10, 37, 37), new(20, 17, 17), new(40, 7, 7), new(1960, 1, 1)], network.Nodes.Select(node => node.OutputShape));
    }

    [Fact]
    public void ConvolutionsCountTheirParameters()
    {
        var padded = Build(new(3, 32, 32), new ConvolutionLayer(10, 5) { Padding = 2 });
        Assert.Equal(new(10, 32, 32), padded.OutputShape);
        Assert.Equal(760, padded.ParameterCount);
        Assert.Equal(280, Build(new(3, 9, 9), new ConvolutionLayer(10, 3)).ParameterCount);
        Assert.Equal(270, Build(new(3, 9, 9), new ConvolutionLayer(10, 3) { HasBias = false }).ParameterCount);
        Assert.Equal(34_944, Build(new(3, 227, 227), new ConvolutionLayer(96, 11) { Stride = 4 }).ParameterCount);
        Assert.Equal(120_422_400, Build(new(192, 28, 28), new ConvolutionLayer(32, 5) { Padding = 2 }).MultiplyAdds);
        Assert.Equal(12_443_648, Build(new(192, 28, 28), new ConvolutionLayer(16, 1), new ConvolutionLayer(32, 5) { Padding = 2 }).MultiplyAdds);
    }

    [Theory]
    [InlineData(7, 3, 1, 0, 2, 3)]
    [InlineData(7, 3, 2, 0, 1, 3)]
    [InlineData(8, 3, 2, 1, 1, 4)]
    [InlineData(5, 3, 1, 0, 2, 1)]
    public void DilationSpreadsTheKernel(int size, int kernel, int stride, int padding, int dilation, int expected)
    {
        var layer = new ConvolutionLayer(1, kernel) { Stride = stride, Padding = padding, Dilation = dilation };
        Assert.Equal(new(1, expected, expected), Build(new(1, size, size), layer).OutputShape);
        Assert.Throws<ArgumentOutOfRangeException>(() => Build(new(1, dilation * (kernel - 1) - 2 * padding, size), layer));
    }

    [Fact]
    public void PaddingMayDifferOnEverySide() =>
        Assert.Equal(new(2, 5 + 1 + 3 - 2, 6 + 2 + 4 - 2), Build(new(1, 5, 6), new ConvolutionLayer(2, 3) { Padding = new Padding(1, 2, 3, 4) }).OutputShape);

    [Fact]
    public void PoolsTakeTheirKernelAsStrideAndLeaveTheRemainderOut()
    {
        Assert.Equal(new(6, 2, 3), Build(new(6, 5, 7), new MaxPoolLayer(2)).OutputShape);
        Assert.Equal(new(6, 2, 2), Build(new(6, 5, 7), new AveragePoolLayer(new Extent(2, 3))).OutputShape);
        Assert.Equal(new(96, 27, 27), Build(new(96, 55, 55), new MaxPoolLayer(3) { Stride = 2 }).OutputShape);
    }

    [Fact]
    public void APoolWindowMayNotLieInThePadding()
    {
        Assert.Contains("'pool1' (max pool 2x2 stride 2 padding 2) does not fit its input 1x8x8: its padding is not smaller than its kernel", Assert.Throws<ArgumentException>(() => Build(new(1, 8, 8), new MaxPoolLayer(2) { Padding = 2 })).Message);
        Assert.Throws<ArgumentException>(() => Build(new(1, 8, 8), new AveragePoolLayer(3) { Padding = new Padding(0, 0, 0, 3) }));
        Assert.Equal(new(1, 4, 4), Build(new(1, 8, 8), new MaxPoolLayer(3) { Stride = 2, Padding = 1 }).OutputShape);
    }

    [Fact]
    public void BatchNormHasTwoTrainableVectorsAndTwoStatistics()
    {
        var network = Build(new(5, 4, 4), new BatchNormLayer());
        Assert.Equal(10, network.ParameterCount);
        Assert.Equal(4, network.InitializeWeights(0).Count);
        Assert.Equal(new(5, 4, 4), network.OutputShape);
    }

    [Fact]
    public void NormsWithoutWeightsHaveNone()
    {
        var batch = Build(new(5, 4, 4), new BatchNormLayer { IsAffine = false });
        Assert.Equal(0, batch.ParameterCount);
        Assert.Equal(["bn1.running_mean", "bn1.running_var"], batch.InitializeWeights(0).Keys);
        Assert.Empty(Build(new(6, 4, 4), new GroupNormLayer(3) { IsAffine = false }).InitializeWeights(0));
    }

    [Fact]
    public void GroupNormCutsTheChannels()
    {
        var network = Build(new(6, 4, 5), new GroupNormLayer(3));
        Assert.Equal(new(6, 4, 5), network.OutputShape);
        Assert.Equal(["gn1.weight", "gn1.bias"], network.InitializeWeights(0).Keys);
        Assert.Equal(12, network.ParameterCount);
        Assert.Equal(
            "Layer 'gn1' (group norm 4) cannot cut the 6 channels of its input 6x4x5 into 4 groups of the same size.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Build(new(6, 4, 5), new GroupNormLayer(4))).Message);
    }

    [Fact]
    public void MultiplyTakesFactorsOfTheSameShapeOrOneForEachChannel()
    {
        var builder = new NetworkBuilder(new ImageShape(6, 4, 5));
        var image = builder.Current;
        var channels = builder.Convolution(6, new Extent(4, 5)).Current;
        Assert.Equal(new(6, 4, 5), builder.From(image).Multiply(channels).Current.Shape);
        Assert.Equal(new(6, 4, 5), builder.Multiply(image).Current.Shape);
        Assert.Equal(
            "Layer 'multiply3' (multiply) needs factors of its input's shape 6x1x1 or of 6x1x1, but has 6x4x5.",
            Assert.Throws<ArgumentException>(() => builder.From(channels).Multiply(image)).Message);
        var fewer = builder.From(image).Convolution(3, new Extent(4, 5)).Current;
        Assert.Contains("6x4x5 or of 6x1x1, but has 3x1x1", Assert.Throws<ArgumentException>(() => builder.From(image).Multiply(fewer)).Message);
    }

    [Fact]
    public void RadialBasisUnitsHaveCentersOfPlusAndMinusOne()
    {
        var network = Build(new(84, 1, 1), new RadialBasisLayer(10));
        Assert.Equal(new(10, 1, 1), network.OutputShape);
        Assert.Equal(840, network.ParameterCount);
        float[] codes = network.InitializeWeights(3)["rbf1.weight"].Values;
        Assert.Equal(840, codes.Count(code => code is 1 or -1));
        Assert.InRange(codes.Count(code => code == 1), 420 - 73, 420 + 73);
        var fixedUnits = Build(new(21, 2, 2), new RadialBasisLayer(10) { IsTrainable = false });
        Assert.Equal(0, fixedUnits.ParameterCount);
        Assert.Equal([10, 84], fixedUnits.InitializeWeights(3)["rbf1.weight"].Dimensions.AsEnumerable());
    }

    [Fact]
    public void DenseFlattensWhatItTakes()
    {
        var direct = Build(new(16, 5, 5), new DenseLayer(120));
        Assert.Equal(48_120, direct.ParameterCount);
        Assert.Equal(direct.ParameterCount, Build(new(16, 5, 5), new FlattenLayer(), new DenseLayer(120)).ParameterCount);
        Assert.Equal(48_000, Build(new(16, 5, 5), new DenseLayer(120) { HasBias = false }).ParameterCount);
    }

    [Fact]
    public void HyperParametersAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>("OutputChannels", () => new ConvolutionLayer(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>("Kernel", () => new ConvolutionLayer(1, new Extent(3, 0)));
        Assert.Throws<ArgumentOutOfRangeException>("Stride", () => new ConvolutionLayer(1, 3) { Stride = new Extent(0, 1) });
        Assert.Throws<ArgumentOutOfRangeException>("Dilation", () => new ConvolutionLayer(1, 3) { Dilation = 32768 });
        Assert.Throws<ArgumentOutOfRangeException>("Padding", () => new ConvolutionLayer(1, 3) { Padding = new Padding(0, 0, 0, -1) });
        Assert.Throws<ArgumentNullException>("WeightInitializer", () => new ConvolutionLayer(1, 3) { WeightInitializer = null! });
        Assert.Throws<ArgumentOutOfRangeException>("Outputs", () => new DenseLayer(-5));
        Assert.Throws<ArgumentOutOfRangeException>("Kernel", () => new MaxPoolLayer(0));
        Assert.Throws<ArgumentOutOfRangeException>("Stride", () => new AveragePoolLayer(2) { Stride = -1 });
        foreach (float value in (float[])[0, -1, float.NaN, float.PositiveInfinity]) Assert.Throws<ArgumentOutOfRangeException>("Epsilon", () => new BatchNormLayer { Epsilon = value });
        foreach (float value in (float[])[0, -0.1f, 1.1f, float.NaN]) Assert.Throws<ArgumentOutOfRangeException>("Momentum", () => new BatchNormLayer { Momentum = value });
        foreach (float value in (float[])[1, -0.1f, float.NaN]) Assert.Throws<ArgumentOutOfRangeException>("Probability", () => new DropoutLayer(value));
        foreach (float value in (float[])[1, -0.1f, float.NaN]) Assert.Throws<ArgumentOutOfRangeException>("Probability", () => new StochasticDepthLayer(value));
        foreach (float value in (float[])[0, -1, float.NaN, float.PositiveInfinity]) Assert.Throws<ArgumentOutOfRangeException>("Epsilon", () => new GroupNormLayer(1) { Epsilon = value });
        foreach (float value in (float[])[0, -1, float.NaN, float.PositiveInfinity]) Assert.Throws<ArgumentOutOfRangeException>("K", () => new LocalResponseNormLayer(5) { K = value });
        foreach (float value in (float[])[-1, float.NaN, float.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>("Alpha", () => new LocalResponseNormLayer(5) { Alpha = value });
            Assert.Throws<ArgumentOutOfRangeException>("Beta", () => new LocalResponseNormLayer(5) { Beta = value });
        }

        Assert.Throws<ArgumentOutOfRangeException>("Size", () => new LocalResponseNormLayer(0));
        Assert.Throws<ArgumentOutOfRangeException>("Size", () => new LocalResponseNormLayer(32768));
        Assert.Throws<ArgumentOutOfRangeException>("Groups", () => new GroupNormLayer(0));
        Assert.Throws<ArgumentOutOfRangeException>("Outputs", () => new RadialBasisLayer(0));
        Assert.Throws<ArgumentNullException>("WeightInitializer", () => new RadialBasisLayer(1) { WeightInitializer = null! });
    }

    [Fact]
    public void LayersAreValuesThatPrintWhatTheyAre()
    {
        Assert.Equal(new ConvolutionLayer(8, 3) { Padding = 1 }, new ConvolutionLayer(8, new Extent(3, 3)) { Padding = new Padding(1, 1, 1, 1) });
        Assert.NotEqual<Layer>(new MaxPoolLayer(2), new AveragePoolLayer(2));
        Assert.Equal(
            "convolution 3x5-8 stride 2 padding (1, 2, 1, 2) dilation 2x1 without bias",
            new ConvolutionLayer(8, new Extent(3, 5)) { Stride = 2, Padding = new Padding(1, 2, 1, 2), Dilation = new Extent(2, 1), HasBias = false }.ToString());
        Assert.Equal("local response norm 5 alpha 0.0001 beta 0.75 k 2", new LocalResponseNormLayer(5) { K = 2 }.ToString());
        Assert.Equal("max pool 3x3 stride 2 padding 1", new MaxPoolLayer(3) { Stride = 2, Padding = 1 }.ToString());
    }
}
