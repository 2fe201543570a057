using Microsoft.ML.ConvNet.Experiments;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>What training with a network costs beside another.</summary>
public sealed class NetworkCostTests
{
    [Fact]
    public void IsOfMultiplyAddsActivationsAndParameters()
    {
        // 8 channels of 4x4 from 3x6x6: 27 multiply-adds each; then 10 dense outputs of 128 inputs. Weights with biases: 8 * 28 and 10 * 129.
        var network = new NetworkBuilder(new ImageShape(3, 6, 6)).Convolution(8, 3).Flatten("flatten").Dense(10).Build();
        double multiplyAdds = 8 * 16 * 27 + 1280, activations = 128 + 128 + 10, parameters = 8 * 28 + 1290;
        Assert.Equal(multiplyAdds + 80 * activations + 120 * parameters / 32, NetworkCost.OfImage(network, batchSize: 32), 1e-6);
    }

    /// <summary>Beside the measured rates of docs/architectures.md, images a second.</summary>
    [Theory]
    [InlineData("small", 1, 28, 10, 64, 3883, 0.85, 1.15)]
    [InlineData("resnet56", 3, 32, 10, 64, 521, 0.85, 1.15)]
    [InlineData("mobilenet_v2", 3, 224, 1000, 64, 56, 1.2, 1.6)]
    [InlineData("resnet18", 3, 224, 1000, 16, 45.2, 1.1, 1.5)]
    public void FollowsTheMeasuredTimes(string name, int channels, int side, int classes, int batch, double imagesPerSecond, double least, double most)
    {
        double Cost(string of, ImageShape image, int classCount, int batchSize) => NetworkCost.OfImage(ConvNetArchitecture.Parse(of).Build(image, classCount), batchSize);
        double cost = Cost(name, new ImageShape(channels, side, side), classes, batch) / Cost("resnet20", new ImageShape(3, 32, 32), 10, 64);
        Assert.InRange(1536 / imagesPerSecond / cost, least, most);
    }
}
