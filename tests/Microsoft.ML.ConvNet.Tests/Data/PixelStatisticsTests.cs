using Microsoft.ML.ConvNet.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

public class PixelStatisticsTests
{
    private static readonly ImageShape Shape = new(2, 2, 1);

    [Fact]
    public void BytesAndFloatsGiveMeanAndPopulationDeviation()
    {
        // Channel 0: 0, 2, 4, 6 (mean 3, variance 5); channel 1: 10 four times.
        float[][] rows = [[0, 10, 2, 10], [4, 10, 6, 10]];
        var bytes = Cache(rows);
        Assert.True(bytes.IsBytes);
        var statistics = PixelStatisticsCalculator.Compute(bytes);
        Assert.Equal([3f, 10f], statistics.Mean.ToArray());
        Assert.Equal([(float)Math.Sqrt(5), 1f], statistics.Deviation.ToArray());

        var floats = Cache([.. rows.Select(row => row.Select(value => value / 8 + 0.0625f).ToArray())]);
        Assert.False(floats.IsBytes);
        statistics = PixelStatisticsCalculator.Compute(floats);
        Assert.Equal([3f / 8 + 0.0625f, 10f / 8 + 0.0625f], statistics.Mean.ToArray());
        Assert.Equal([(float)(Math.Sqrt(5) / 8), 1f], statistics.Deviation.ToArray());
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(16777217f)]
    [InlineData(-1e-20f)]
    public void ConstantChannelHasDeviationOne(float value)
    {
        var cache = new ImageCache(new ImageShape(1, 3, 3), hasWeights: false);
        for (int row = 0; row < 1001; row++) cache.Add(Enumerable.Repeat(value, 9).ToArray(), 0);
        var statistics = PixelStatisticsCalculator.Compute(cache);
        Assert.Equal(value, statistics.Mean[0]);
        Assert.Equal(1f, statistics.Deviation[0]);
    }

    [Fact]
    public void LargeOffsetsDoNotDrownTheDeviation()
    {
        var cache = new ImageCache(new ImageShape(1, 1, 2), hasWeights: false);
        for (int row = 0; row < 1000; row++) cache.Add([1_000_000f, 1_000_000.5f], 0);
        Assert.Equal(0.25f, PixelStatisticsCalculator.Compute(cache).Deviation[0]);
    }

    [Fact]
    public void TableAndStandardizeGiveTheSameBits()
    {
        var three = new PixelStatistics([33.3f, 127.1f, 200.7f], [13.7f, 55.1f, 0.3f]);
        var table = three.ByteTable();
        for (int channel = 0; channel < 3; channel++)
        {
            var one = new PixelStatistics([three.Mean[channel]], [three.Deviation[channel]]);
            var bytes = Enumerable.Range(0, 256).Select(value => (float)value).ToArray();
            one.Standardize(bytes);
            Assert.Equal(bytes, table.AsSpan(channel * 256, 256).ToArray());
        }

        float[] pixel = [5, 6, 7];
        three.Standardize(pixel);
        Assert.Equal([table[5], table[256 + 6], table[512 + 7]], pixel);
    }

    [Fact]
    public void IdentityChangesNothing()
    {
        float[] pixels = [1.5f, -2, 255, 0];
        PixelStatistics.Identity(2).Standardize(pixels);
        Assert.Equal([1.5f, -2, 255, 0], pixels);
    }

    [Theory]
    [InlineData(new[] { 1f }, new[] { 1f, 2f })]
    [InlineData(new float[0], new float[0])]
    [InlineData(new[] { float.NaN }, new[] { 1f })]
    [InlineData(new[] { 1f }, new[] { 0f })]
    [InlineData(new[] { 1f }, new[] { float.PositiveInfinity })]
    public void ImpossibleStatisticsAreRefused(float[] mean, float[] deviation) =>
        Assert.Throws<ArgumentException>(() => new PixelStatistics(mean, deviation));

    private static ImageCache Cache(float[][] rows)
    {
        var cache = new ImageCache(Shape, hasWeights: false);
        foreach (float[] row in rows) cache.Add(row, 0);
        return cache;
    }
}
