using Microsoft.ML.ConvNet.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

public class EncodedImageReaderTests
{
    [Fact]
    public void PicturesAreDecodedResizedAndReadInTheOptionsColours()
    {
        byte[] file = TestPictures.Png(2, 2, [10, 20, 30, 30, 40, 50, 50, 60, 70, 70, 80, 90]);
        Assert.Equal([40, 50, 60], Read(file, new(3, 1, 1)));
        Assert.Equal([10, 20, 30, 30, 40, 50, 50, 60, 70, 70, 80, 90], Read(file, new(3, 2, 2)));
        Assert.InRange(Read(file, new(1, 1, 1))[0], 48, 49); // 0.3 * 40 + 0.59 * 50 + 0.11 * 60 = 48.1
    }

    [Fact]
    public void LongAndShortFilesFollowEachOther()
    {
        byte[] large = TestPictures.Png(40, 40, [.. Enumerable.Range(0, 40 * 40 * 3).Select(i => (byte)(i * 37))]);
        byte[] small = TestPictures.Png(1, 1, [7, 8, 9]);
        Assert.True(large.Length > small.Length);
        var view = new MemoryView(3, MemoryColumn.Files("Features", large, small, small[..20]));
        using var cursor = view.GetRowCursor(view.Schema);
        var reader = ImageColumn.Bind(view.Schema, "Features", new() { Shape = new(3, 1, 1) }).CreateReader(cursor);
        var pixels = new float[3];
        cursor.MoveNext();
        Assert.True(reader.TryRead(pixels, out _));
        cursor.MoveNext();
        Assert.True(reader.TryRead(pixels, out _));
        Assert.Equal([7, 8, 9], pixels);
        cursor.MoveNext();
        Assert.False(reader.TryRead(pixels, out string? problem));
        Assert.Equal("its 20 bytes cannot be decoded as an image", problem);
    }

    private static float[] Read(byte[] file, ImageShape shape)
    {
        var view = new MemoryView(1, MemoryColumn.Files("Features", file));
        using var cursor = view.GetRowCursor(view.Schema);
        var reader = ImageColumn.Bind(view.Schema, "Features", new() { Shape = shape }).CreateReader(cursor);
        cursor.MoveNext();
        var pixels = new float[shape.Size];
        Assert.True(reader.TryRead(pixels, out string? problem), problem);
        return pixels;
    }
}
