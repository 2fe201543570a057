using Microsoft.ML.Runtime;

namespace Microsoft.ML.Contract.Tests;

public class HostTests
{
    private static double[] Draw(IHost host) => [host.Rand.NextDouble(), host.Rand.NextDouble(), host.Rand.Next()];

    [Fact]
    public void AContextIsAHostEnvironment()
    {
        IHostEnvironment environment = new MLContext(seed: 1);
        Assert.NotNull(environment.ComponentCatalog);
        Assert.NotNull(environment.Register("Any").Rand);
    }

    [Fact]
    public void TheSameSeedGivesTheSameRandomNumbers()
    {
        Assert.Equal(Draw(((IHostEnvironment)new MLContext(seed: 1)).Register("A")), Draw(((IHostEnvironment)new MLContext(seed: 1)).Register("A")));
        Assert.NotEqual(Draw(((IHostEnvironment)new MLContext(seed: 1)).Register("A")), Draw(((IHostEnvironment)new MLContext(seed: 2)).Register("A")));
    }

    [Fact]
    public void TheNumberOfEarlierHostsMattersTheNameDoesNot()
    {
        IHostEnvironment first = new MLContext(seed: 1), second = new MLContext(seed: 1), third = new MLContext(seed: 1);
        double[] numbers = Draw(first.Register("A"));
        Assert.Equal(numbers, Draw(second.Register("B")));
        third.Register("Earlier");
        Assert.NotEqual(numbers, Draw(third.Register("A")));
    }

    [Fact]
    public void AnExplicitSeedIsIndependentOfTheOrder()
    {
        IHostEnvironment first = new MLContext(seed: 1), second = new MLContext(seed: 2);
        second.Register("Earlier");
        Assert.Equal(Draw(first.Register("A", seed: 5)), Draw(second.Register("B", seed: 5)));
    }

    [Fact]
    public void ASeedMeansTheSameNumbersAsEver()
    {
        Random random = ((IHostEnvironment)new MLContext(seed: 1)).Register("A").Rand;
        Assert.Equal("1752537088 0.4665064967703074 53", $"{random.Next()} {random.NextDouble():R} {random.Next(100)}");
        random = ((IHostEnvironment)new MLContext(seed: 1)).Register("A", seed: 5).Rand;
        Assert.Equal("1773327147 0.22039904282428324 8", $"{random.Next()} {random.NextDouble():R} {random.Next(100)}");
    }

    [Fact]
    public void ContextsWithoutSeedDiffer() =>
        Assert.NotEqual(Draw(((IHostEnvironment)new MLContext()).Register("A")), Draw(((IHostEnvironment)new MLContext()).Register("A")));

    [Fact]
    public void RandomNumbersAreUniform()
    {
        Random random = ((IHostEnvironment)new MLContext(seed: 1)).Register("A").Rand;
        double[] numbers = [.. Enumerable.Range(0, 10000).Select(_ => random.NextDouble())];
        Assert.All(numbers, number => Assert.InRange(number, 0, 1));
        Assert.InRange(numbers.Average(), 0.48, 0.52);
        int[] dice = [.. Enumerable.Range(0, 6000).Select(_ => random.Next(6))];
        Assert.All(Enumerable.Range(0, 6), face => Assert.InRange(dice.Count(number => number == face), 800, 1200));
    }
}
