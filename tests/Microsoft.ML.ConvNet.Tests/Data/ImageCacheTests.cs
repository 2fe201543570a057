using Microsoft.ML.ConvNet.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

public class ImageCacheTests
{
    private static readonly ImageShape Shape = new(1, 1, 2);

    [Theory]
    [InlineData(1, null)] // less than a row: one row a chunk
    [InlineData(24, null)] // three rows a chunk
    [InlineData(24, 10L)]
    [InlineData(24, 2L)] // more rows come than were expected
    [InlineData(24, 1000L)]
    [InlineData(1 << 20, null)]
    public void RowsComeBackWhateverTheChunks(long chunkBytes, long? expectedRows)
    {
        const int rows = 10;
        var cache = new ImageCache(Shape, hasWeights: true, expectedRows, chunkBytes);
        for (int row = 0; row < rows; row++) cache.Add([row, 255 - row], row, row / 2f);
        cache.TrimExcess();

        Assert.Equal(rows, cache.RowCount);
        Assert.True(cache.IsBytes);
        int perChunk = (int)Math.Clamp(chunkBytes / 8, 1, 10);
        Assert.Equal((rows + perChunk - 1) / perChunk, cache.Chunks.Count);
        Assert.Equal(rows * (2 + 4 + 4), cache.MemoryBytes);
        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(row, cache.Label(row));
            Assert.Equal(row / 2f, cache.Weight(row));
            Assert.Equal([(byte)row, (byte)(255 - row)], cache.Find(row, out int index).ByteRow(index).ToArray());
        }
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-1f)]
    [InlineData(256f)]
    [InlineData(1e20f)]
    public void OneValueThatIsNoByteMakesEverythingFloat(float odd)
    {
        var cache = new ImageCache(Shape, hasWeights: false, chunkBytes: 16);
        for (int row = 0; row < 7; row++) cache.Add([row, row == 4 ? odd : 7], row);
        cache.TrimExcess();

        Assert.False(cache.IsBytes);
        Assert.Equal(7 * (8 + 4), cache.MemoryBytes);
        for (int row = 0; row < 7; row++)
        {
            Assert.Equal([row, row == 4 ? odd : 7], cache.Find(row, out int index).FloatRow(index).ToArray());
            Assert.Equal(row, cache.Label(row));
            Assert.Equal(1f, cache.Weight(row));
        }
    }

    [Fact]
    public void AllBytesAreKeptAsBytes()
    {
        var cache = new ImageCache(new ImageShape(1, 16, 16), hasWeights: false);
        cache.Add(Enumerable.Range(0, 256).Select(value => (float)value).ToArray(), 0);
        Assert.True(cache.IsBytes);
        Assert.Equal(Enumerable.Range(0, 256).Select(value => (byte)value), cache.Chunks[0].ByteRow(0).ToArray());
    }
}
