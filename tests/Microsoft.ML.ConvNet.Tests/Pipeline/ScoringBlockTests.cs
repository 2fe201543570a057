using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

public sealed class ScoringBlockTests
{
    [Fact]
    public void TheOptionDecidesElseTheSizeOfTheNetwork()
    {
        var small = ConvNetArchitecture.LeNet5.Build(new ImageShape(1, 28, 28), 10);
        var large = new NetworkBuilder(new ImageShape(3, 224, 224)).Convolution(256, 7).Flatten().Dense(2).Build();
        Assert.Equal(64, ScoringBlock.Size(0, small.MultiplyAdds));
        Assert.Equal(8, ScoringBlock.Size(0, large.MultiplyAdds));
        Assert.Equal(1, ScoringBlock.Size(1, small.MultiplyAdds));
        Assert.Equal(500, ScoringBlock.Size(500, large.MultiplyAdds));
    }
}
