using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Tensors;

public class CounterRandomTests
{
    [Fact]
    public void NormalHasMeanZeroAndVarianceOne()
    {
        const int count = 200_000;
        double sum = 0, squares = 0;
        for (ulong i = 0; i < count; i++)
        {
            double value = CounterRandom.Normal(seed: 3, stream: 1, i);
            sum += value;
            squares += value * value;
        }

        // Five standard errors: 1/sqrt(n) for the mean, sqrt(2/n) for the variance.
        Assert.InRange(sum / count, -0.0112, 0.0112);
        Assert.InRange(squares / count, 0.984, 1.016);
    }

    [Fact]
    public void UniformIsInRangeAndDependsOnEveryArgument()
    {
        for (ulong i = 0; i < 1000; i++) Assert.InRange(CounterRandom.Uniform(1, 2, i), 0f, 0.99999994f);
        ulong one = CounterRandom.Hash(1, 2, 3);
        Assert.NotEqual(one, CounterRandom.Hash(2, 2, 3));
        Assert.NotEqual(one, CounterRandom.Hash(1, 3, 3));
        Assert.NotEqual(one, CounterRandom.Hash(1, 2, 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1L << 40)]
    public void BelowStaysBelow(long bound)
    {
        for (ulong i = 0; i < 1000; i++) Assert.InRange(CounterRandom.Below(bound, 5, 0, i), 0, bound - 1);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1e-9f)]
    [InlineData(0.1f)]
    [InlineData(0.3f)]
    [InlineData(0.5f)]
    [InlineData(0.99999994f)]
    [InlineData(1f)]
    public void TheLeastBitsAreThoseOfTheFirstNumberThatIsNotBelow(float probability)
    {
        double least = Math.ScaleB(CounterRandom.LeastUniformBits(probability), -24);
        Assert.True(least >= probability);
        Assert.True(least - Math.ScaleB(1, -24) < probability);
    }
}
