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
        var statistics = Compute(bytes);
        Assert.Equal([3f, 10f], statistics.Mean.ToArray());
        Assert.Equal([(float)Math.Sqrt(5), 1f], statistics.Deviation.ToArray());

        var floats = Cache([.. rows.Select(row => row.Select(value => value / 8 + 0.0625f).ToArray())]);
        Assert.False(floats.IsBytes);
        statistics = Compute(floats);
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
        var statistics = Compute(cache);
        Assert.Equal(value, statistics.Mean[0]);
        Assert.Equal(1f, statistics.Deviation[0]);
    }

    [Fact]
    public void LargeOffsetsDoNotDrownTheDeviation()
    {
        var cache = new ImageCache(new ImageShape(1, 1, 2), hasWeights: false);
        for (int row = 0; row < 1000; row++) cache.Add([1_000_000f, 1_000_000.5f], 0);
        Assert.Equal(0.25f, Compute(cache).Deviation[0]);
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

    [Fact]
    public void ManyRowsOfOtherValuesAfterBytes()
    {
        // Bytes are counted until the first other value, and merged with what follows.
        float[][] rows = [.. Enumerable.Range(0, 300).Select(row => Enumerable.Range(0, 4).Select(i => (row * 37 + i * 101) % 251 + (row < 200 ? 0 : 0.375f)).ToArray())];
        var accumulator = new PixelStatisticsAccumulator(2);
        foreach (float[] row in rows) accumulator.Add(row);
        for (int channel = 0; channel < 2; channel++)
        {
            double[] values = [.. rows.SelectMany(row => new double[] { row[channel], row[channel + 2] })];
            double mean = values.Average();
            Assert.Equal(mean, accumulator.Result().Mean[channel], 1e-5);
            Assert.Equal(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), accumulator.Result().Deviation[channel], 1e-5);
        }

        Assert.False(accumulator.IsBytes);
    }

    [Theory]
    [InlineData(new[] { 0f, 3f }, 0f, 255f)]
    [InlineData(new[] { 0f, 1f }, 0f, 1f)]
    [InlineData(new[] { -0.5f, 200f }, -0.5f, 200f)]
    [InlineData(new[] { 0f, 0f }, 0f, 1f)]
    [InlineData(new[] { 4.5f, 4.5f }, 4.5f, 9f)]
    [InlineData(new[] { 3f, 256f }, 3f, 256f)]
    public void TheRangeIsThatOfBytesOrOfTheValues(float[] row, float black, float white)
    {
        var accumulator = new PixelStatisticsAccumulator(1);
        accumulator.Add(row);
        Assert.Equal((black, white), (accumulator.Range.Black, accumulator.Range.White));
    }

    private static PixelStatistics Compute(ImageCache cache)
    {
        var accumulator = new PixelStatisticsAccumulator(cache.Shape.Channels);
        for (long row = 0; row < cache.RowCount; row++)
        {
            var chunk = cache.Find(row, out int index);
            accumulator.Add(cache.IsBytes ? Array.ConvertAll(chunk.ByteRow(index).ToArray(), value => (float)value) : chunk.FloatRow(index));
        }

        return accumulator.Result();
    }

    private static ImageCache Cache(float[][] rows)
    {
        var cache = new ImageCache(Shape, hasWeights: false);
        foreach (float[] row in rows) cache.Add(row, 0);
        return cache;
    }
}
