using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary>The zoo's vectors of random numbers are those of the generator, bit for bit.</summary>
public class ZooHashTests
{
    private const ulong Seed = 7, Stream = 0x123456789ABCDEF0;

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(39)]
    [InlineData((1 << 18) + 21)]
    public void UniformNumbersAreTheGenerators(int count)
    {
        const int first = 1000;
        float[] values = new float[count];
        ZooHash.Uniform(Seed, Stream, first, values, 0, 1);
        Assert.Equal(Enumerable.Range(first, count).Select(i => CounterRandom.Uniform(Seed, Stream, (ulong)i)), values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(23)]
    [InlineData((1 << 18) + 9)]
    public void SignsAreTheGenerators(int count)
    {
        // Whole numbers: the sums are exact in any order.
        float[] values = [.. Enumerable.Range(0, count).Select(i => (float)(i % 100))];
        double[] expected =
        [
            .. Enumerable.Range(0, 3).Select(j =>
                Enumerable.Range(0, count).Sum(i => (CounterRandom.Hash(Seed, Stream, (ulong)i) >> j & 1) != 0 ? (double)values[i] : -values[i])),
        ];
        Assert.Equal(expected, ZooHash.SignedSums(Seed, Stream, values, 3));
    }
}
