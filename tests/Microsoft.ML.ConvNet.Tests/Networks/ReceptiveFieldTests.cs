namespace Microsoft.ML.ConvNet.Tests.Networks;

public class ReceptiveFieldTests
{
    [Theory]
    [InlineData(2, 5)]
    [InlineData(3, 7)]
    public void StackedThreeByThreesSeeAsMuchAsOneLargerKernel(int count, int size)
    {
        var builder = new NetworkBuilder(new ImageShape(1, 32, 32));
        for (int i = 0; i < count; i++) builder.Convolution(1, 3, bias: false);
        var stacked = builder.Build();
        var single = new NetworkBuilder(new ImageShape(1, 32, 32)).Convolution(1, size, bias: false).Build();
        Assert.Equal(new(size, 1, 0), stacked.Nodes[^1].ReceptiveField.Vertical);
        Assert.Equal(single.Nodes[^1].ReceptiveField, stacked.Nodes[^1].ReceptiveField);
        Assert.Equal(9 * count, stacked.ParameterCount);
        Assert.Equal(size * size, single.ParameterCount);
    }

    [Theory]
    [InlineData("conv1", 5, 1, -2)]
    [InlineData("pool1", 6, 2, -2)]
    [InlineData("conv2", 14, 2, -2)]
    [InlineData("pool2", 16, 4, -2)]
    [InlineData("flatten", 32, 4, -2)]
    [InlineData("fc1", 32, 4, -2)]
    [InlineData("fc3", 32, 4, -2)]
    public void LeNet5SeesThePaddedImageThroughItsDenseLayers(string name, long size, long stride, long offset)
    {
        var network = ConvNetArchitecture.LeNet5.Build(new ImageShape(1, 28, 28), 10);
        var field = network.Nodes.Single(node => node.Name == name).ReceptiveField;
        Assert.Equal(new(size, stride, offset), field.Vertical);
        Assert.Equal(field.Vertical, field.Horizontal);
    }

    [Fact]
    public void AxesAreIndependentAndDilationSpreadsTheKernel()
    {
        var layer = new ConvolutionLayer(1, new Extent(3, 5)) { Stride = new Extent(2, 1), Dilation = new Extent(4, 1), Padding = new Padding(1, 0, 0, 3) };
        var field = new NetworkBuilder(new ImageShape(1, 32, 32)).Append(layer).Append(layer).Build().Nodes[^1].ReceptiveField;
        Assert.Equal(new(9 + 8 * 2, 4, -1 - 2), field.Vertical);
        Assert.Equal(new(9, 1, 0), field.Horizontal);
    }

    [Fact]
    public void BranchesSeeTheUnion()
    {
        var builder = new NetworkBuilder(new ImageShape(1, 32, 32));
        var left = builder.Convolution(1, 5, padding: 2).Current;
        var right = builder.From(builder.Input).Convolution(1, 3, padding: new Padding(0, 1, 2, 1)).Current;
        var field = builder.Concat([left, right]).Build().Nodes[^1].ReceptiveField;
        Assert.Equal(new(5, 1, -2), field.Vertical);
        Assert.Equal(new(5, 1, -2), field.Horizontal);
    }

    [Fact]
    public void AbsurdStridesSaturate()
    {
        var builder = new NetworkBuilder(new ImageShape(1, 1, 1));
        for (int i = 0; i < 8; i++) builder.Convolution(1, 3, stride: 32767, padding: 1);
        Assert.Equal(long.MaxValue, builder.Build().Nodes[^1].ReceptiveField.Vertical.Stride);
    }
}
