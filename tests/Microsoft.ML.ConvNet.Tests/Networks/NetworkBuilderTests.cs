namespace Microsoft.ML.ConvNet.Tests.Networks;

public class NetworkBuilderTests
{
    private static NetworkBuilder Image(int channels = 3, int height = 32, int width = 32) => new(new ImageShape(channels, height, width));

    [Fact]
    public void LayersAreNumberedByKindAndSkipTakenNames()
    {
        var network = Image().Convolution(4, 3, name: "conv2").Convolution(4, 3).Convolution(4, 3).ReLU().MaxPool(2).AveragePool(2).Flatten().Dense(2).Build();
        Assert.Equal(["conv2", "conv1", "conv3", "relu1", "pool1", "pool2", "flatten1", "fc1"], network.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void BranchesJoin()
    {
        var network = ResidualAndInception();
        var add = network.Nodes.Single(node => node.Layer is AddLayer);
        Assert.Equal(["bn2", "relu1"], add.Inputs.AsEnumerable());
        var concat = network.Nodes.Single(node => node.Layer is ConcatLayer);
        Assert.Equal(["left", "right", "add1"], concat.Inputs.AsEnumerable());
        Assert.Equal(new ImageShape(8 + 4 + 16, 32, 32), concat.OutputShape);
        Assert.Equal(new ImageShape(10, 1, 1), network.OutputShape);
    }

    [Fact]
    public void NetworksAreValues()
    {
        Assert.Equal(ResidualAndInception(), ResidualAndInception());
        Assert.Equal(ResidualAndInception().GetHashCode(), ResidualAndInception().GetHashCode());
        Assert.True(ResidualAndInception() == ResidualAndInception());
        Assert.True(ResidualAndInception() != ResidualAndInception(rightChannels: 5));
        Assert.False(ResidualAndInception() == null);
        Assert.NotEqual(ResidualAndInception(), ResidualAndInception(rightChannels: 5));
        Assert.NotEqual(Image().Dense(2, name: "a").Build(), Image().Dense(2, name: "b").Build());
        Assert.NotEqual(Image(1, 3, 4).Dense(2).Build(), Image(1, 4, 3).Dense(2).Build());
        Assert.NotEqual(Image().Append(new DenseLayer(2) { WeightInitializer = Initializer.Normal }).Build(), Image().Dense(2).Build());
    }

    [Fact]
    public void AWindowThatDoesNotFitNamesLayerInputAndRule()
    {
        var builder = Image(16, 1, 1);
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => builder.MaxPool(2, name: "pool2"));
        Assert.Equal("Layer 'pool2' (max pool 2x2 stride 2) does not fit its input 16x1x1: its window of 2x2 pixels is larger than the 1x1 of the input.", exception.Message);
        Assert.Equal(
            "Layer 'conv1' (convolution 3x1-2 padding 1 dilation 4x4) does not fit its input 16x1x1: its window of 9x1 pixels is larger than the 3x3 of the input with its padding.",
            Assert.Throws<ArgumentOutOfRangeException>(() => builder.Convolution(2, new Extent(3, 1), padding: 1, dilation: 4)).Message);
        Assert.Equal(builder.Input, builder.Current);
        Assert.Equal("pool2", builder.MaxPool(1, name: "pool2").Current.Name);
    }

    [Fact]
    public void ShapesThatDoNotGoTogetherAreNamed()
    {
        var builder = Image();
        var image = builder.Current;
        builder.Convolution(4, 3, padding: 1);
        Assert.Equal("Layer 'add1' (add) needs inputs of one shape, but has 4x32x32 and 3x32x32.", Assert.Throws<ArgumentException>(() => builder.Add(image)).Message);
        builder.MaxPool(2);
        Assert.Contains("'concat1' (concat) needs inputs of one height and width, but has 4x16x16 and 3x32x32", Assert.Throws<ArgumentException>(() => builder.Concat([builder.Current, image])).Message);
    }

    [Fact]
    public void WrongNumbersOfInputsAreRefused()
    {
        var builder = Image();
        Assert.Contains("takes 2 or more input(s), but is given 1", Assert.Throws<ArgumentException>(() => builder.Append(new AddLayer())).Message);
        Assert.Contains("takes 1 input(s), but is given 2", Assert.Throws<ArgumentException>(() => builder.Append(new ReLULayer(), [builder.Input, builder.Input])).Message);
        Assert.Contains("is given 0", Assert.Throws<ArgumentException>(() => builder.Append(new ReLULayer(), [])).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("conv1/weight")]
    [InlineData("é")]
    [InlineData("input")]
    [InlineData("taken")]
    public void NamesAreChecked(string name) =>
        Assert.Contains($"'{name}'", Assert.Throws<ArgumentException>(() => Image().ReLU("taken").ReLU(name)).Message);

    [Fact]
    public void AHandleOfAnotherBuilderIsRefused()
    {
        var other = Image().ReLU().Current;
        Assert.Throws<ArgumentException>(() => Image().From(other));
        Assert.Throws<ArgumentException>(() => Image().Add(other));
    }

    [Fact]
    public void DeadEndsAndEmptyNetworksAreRefused()
    {
        Assert.Throws<InvalidOperationException>(() => Image().Build());
        var builder = Image().ReLU("first");
        var first = builder.Current;
        builder.Tanh("dead").From(first).ReLU("second");
        Assert.Contains("'dead' (tanh) is not used", Assert.Throws<InvalidOperationException>(builder.Build).Message);
        var middle = Image().ReLU("first");
        var handle = middle.Current;
        middle.ReLU("second").From(handle);
        Assert.Contains("'second'", Assert.Throws<InvalidOperationException>(middle.Build).Message);
    }

    [Fact]
    public void SizesThatNoArrayHoldsAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Image(1, 100_000, 100_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => Image(0));
        Assert.Contains("4194304x32x32", Assert.Throws<ArgumentOutOfRangeException>(() => Image().Convolution(1 << 22, 1)).Message);
        Assert.Contains("1000000x3072", Assert.Throws<ArgumentOutOfRangeException>(() => Image().Dense(1_000_000)).Message);

        // Padded, the width would exceed Int32.
        Assert.Contains("with its padding it would be 1x2147516358", Assert.Throws<ArgumentOutOfRangeException>(() => Image(1, 1, Array.MaxLength).Convolution(1, 1, padding: new Padding(0, 32767, 0, 0))).Message);
    }

    internal static Network ResidualAndInception(int rightChannels = 4)
    {
        var builder = Image().Convolution(16, 3, padding: 1, bias: false).BatchNorm().ReLU();
        var shortcut = builder.Current;
        builder.Convolution(16, 3, padding: 1, bias: false).BatchNorm().Add(shortcut);
        var joined = builder.Current;
        var left = builder.Convolution(8, 1, name: "left").Current;
        var right = builder.From(joined).Convolution(rightChannels, 5, padding: 2, name: "right").Current;
        return builder.Concat([left, right, joined]).MaxPool(3, stride: 2, padding: 1).AveragePool(new Extent(2, 4)).Dropout(0.25f).Flatten().Dense(10).Build();
    }
}
