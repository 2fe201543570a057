using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

public class ImageReaderTests
{
    private static readonly ImageShape Shape = new(3, 2, 2);

    // Value = 10 * channel + pixel.
    private static readonly float[] Planar = [0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23];
    private static readonly float[] Interleaved = [0, 10, 20, 1, 11, 21, 2, 12, 22, 3, 13, 23];

    [Theory]
    [InlineData(new[] { 3, 2, 2 }, true)]
    [InlineData(new[] { 12 }, true)]
    [InlineData(new[] { 2, 2, 3 }, false)]
    public void PlanarAndInterleavedGiveTheSamePixels(int[] dimensions, bool planar)
    {
        float[] values = planar ? Planar : Interleaved;
        Assert.Equal(Interleaved, Read(MemoryColumn.Pixels("Features", dimensions, values)));
        Assert.Equal(Interleaved, Read(MemoryColumn.Bytes("Features", dimensions, Array.ConvertAll(values, value => (byte)value))));
    }

    [Fact]
    public void GreyImageIsReadAsItIs() =>
        Assert.Equal([1, 2, 3, 4], Read(MemoryColumn.Pixels("Features", [2, 2], [[1, 2, 3, 4]]), new ImageShape(1, 2, 2)));

    [Theory]
    [InlineData(new[] { 3, 2, 2 })]
    [InlineData(new[] { 2, 2, 3 })]
    public void SparseVectorsEqualDenseOnes(int[] dimensions)
    {
        var sparse = new VBuffer<float>(12, 3, [5, 6, 7], [1, 6, 11]);
        var dense = sparse.DenseValues().ToArray();
        var type = new VectorDataViewType(NumberDataViewType.Single, dimensions);
        float[] expected = Read(MemoryColumn.Pixels("Features", dimensions, dense));
        Assert.Equal(18, expected.Sum());
        Assert.Equal(expected, Read(MemoryColumn.Of("Features", type, sparse)));
    }

    [Fact]
    public void ValuesOfTheRowBeforeDoNotRemain()
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, 2, 2);
        var view = new MemoryView(2, MemoryColumn.Of("Features", type, new VBuffer<float>(4, [1, 2, 3, 4]), new VBuffer<float>(4, 1, [9], [2])));
        using var cursor = view.GetRowCursor(view.Schema);
        var reader = ImageColumn.Bind(view.Schema, "Features", new()).CreateReader(cursor);
        var pixels = new float[4];
        cursor.MoveNext();
        Assert.True(reader.TryRead(pixels, out _));
        cursor.MoveNext();
        Assert.True(reader.TryRead(pixels, out _));
        Assert.Equal([0, 0, 9, 0], pixels);
    }

    [Fact]
    public void StandardizedPixelsAreValueLessMeanOverDeviation()
    {
        var view = new MemoryView(1, MemoryColumn.Pixels("Features", [3, 2, 2], Planar));
        using var cursor = view.GetRowCursor(view.Schema);
        var reader = ImageColumn.Bind(view.Schema, "Features", new()).CreateReader(cursor);
        cursor.MoveNext();
        var pixels = new float[12];
        Assert.True(reader.TryRead(pixels, out _));
        new PixelStatistics([1, 11, 21], [2, 4, 8]).Standardize(pixels);
        Assert.Equal([-0.5f, -0.25f, -0.125f, 0, 0, 0, 0.5f, 0.25f, 0.125f, 1, 0.5f, 0.25f], pixels);
    }

    [Fact]
    public void VectorOfAnotherLengthThanItsTypeIsNamed()
    {
        var view = new MemoryView(2, MemoryColumn.Pixels("Features", [2, 2], [1, 2, 3, 4], [1, 2, 3]));
        using var cursor = view.GetRowCursor(view.Schema);
        var reader = ImageColumn.Bind(view.Schema, "Features", new()).CreateReader(cursor);
        cursor.MoveNext();
        cursor.MoveNext();
        Assert.False(reader.TryRead(new float[4], out string? problem));
        Assert.Equal("the vector has 3 values, expected 4 (1x2x2)", problem);
        Assert.Equal("Feature column 'Features', row 2: the vector has 3 values, expected 4 (1x2x2).", reader.Unusable(2, null, problem).Message);
    }

    private static float[] Read(MemoryColumn column, ImageShape? shape = null)
    {
        var view = new MemoryView(1, column);
        using var cursor = view.GetRowCursor(view.Schema);
        var bound = ImageColumn.Bind(view.Schema, column.Name, new() { Shape = shape ?? Shape });
        var reader = bound.CreateReader(cursor);
        Assert.True(cursor.MoveNext());
        var pixels = Enumerable.Repeat(-1f, bound.Shape.Size).ToArray();
        Assert.True(reader.TryRead(pixels, out _));
        return pixels;
    }
}
