using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>Convolutions that are fully connected layers, and the other way round.</summary>
public class DenseEqualityTests
{
    private static readonly ImageShape Image = new(5, 4, 3);

    /// <summary>K filters over the whole F x H x W input: the same weights in the same order.</summary>
    [Fact]
    public void AFilterOfTheWholeInputIsAFullyConnectedLayer()
    {
        var convolution = new NetworkBuilder(Image).Convolution(7, new Extent(4, 3), name: "layer").Build();
        var dense = new NetworkBuilder(Image).Flatten("flat").Dense(7, name: "layer").Build();
        Assert.Equal(new ImageShape(7, 1, 1), convolution.OutputShape);
        AssertSame(convolution, dense, 7 * 60, 7);
    }

    /// <summary>A fully connected layer on a vector is a 1x1 convolution of one pixel.</summary>
    [Fact]
    public void AFullyConnectedLayerIsAConvolutionOfOnePixel()
    {
        var vector = new ImageShape(60, 1, 1);
        AssertSame(new NetworkBuilder(vector).Convolution(7, 1, name: "layer").Build(), new NetworkBuilder(vector).Dense(7, name: "layer").Build(), 7 * 60, 7);
    }

    /// <summary>A position's filters that are the same everywhere make a convolution.</summary>
    [Fact]
    public void ALocallyConnectedLayerWithEqualFiltersIsAConvolution()
    {
        var convolution = new NetworkBuilder(Image).Convolution(2, 3, stride: new Extent(2, 1), padding: new Padding(1, 0, 2, 1), name: "layer").Build();
        var local = new NetworkBuilder(Image).LocallyConnected(2, 3, stride: new Extent(2, 1), padding: new Padding(1, 0, 2, 1), name: "layer").Build();
        Assert.Equal(convolution.OutputShape, local.OutputShape);
        int positions = local.OutputShape.Height * local.OutputShape.Width, depth = 5 * 9;
        float[] filters = Numbers.Normal(2 * depth, seed: 1), biases = Numbers.Normal(2, seed: 2), image = Numbers.Normal(Image.Size, seed: 3);
        float[] everywhere = [.. Enumerable.Range(0, 2 * positions * depth).Select(i => filters[i / depth / positions * depth + i % depth])];
        float[] biasesEverywhere = [.. Enumerable.Range(0, 2 * positions).Select(i => biases[i / positions])];
        AssertClose(
            Scoring.Run(convolution, Scoring.Weights(convolution, ("layer.weight", filters), ("layer.bias", biases)), image),
            Scoring.Run(local, Scoring.Weights(local, ("layer.weight", everywhere), ("layer.bias", biasesEverywhere)), image));
    }

    private static void AssertSame(Network left, Network right, int weightCount, int biasCount)
    {
        (string, float[])[] values = [("layer.weight", Numbers.Normal(weightCount, seed: 1)), ("layer.bias", Numbers.Normal(biasCount, seed: 2))];
        float[] image = Numbers.Normal(left.InputShape.Size, seed: 3);
        Assert.Equal(left.ParameterCount, right.ParameterCount);
        Assert.Equal(left.MultiplyAdds, right.MultiplyAdds);
        AssertClose(Scoring.Run(left, Scoring.Weights(left, values), image), Scoring.Run(right, Scoring.Weights(right, values), image));
    }

    private static void AssertClose(IEnumerable<float[]> left, IEnumerable<float[]> right)
    {
        foreach (var (one, other) in left.Zip(right))
        {
            Assert.Equal(one.Length, other.Length);
            Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        }
    }
}
