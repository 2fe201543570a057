namespace Microsoft.ML.Contract.Tests;

public class MLImageTests
{
    [Theory]
    [InlineData(MLPixelFormat.Bgra32)]
    [InlineData(MLPixelFormat.Rgba32)]
    public void PixelsComeBackAsTheyWereGiven(MLPixelFormat format)
    {
        byte[] bytes = [.. Enumerable.Range(0, 3 * 2).SelectMany(i => new byte[] { (byte)(i * 10), (byte)(i * 10 + 1), (byte)(i * 10 + 2), 255 })];
        using MLImage image = MLImage.CreateFromPixels(3, 2, format, bytes);
        Assert.Equal((3, 2, 32, format), (image.Width, image.Height, image.BitsPerPixel, image.PixelFormat));
        Assert.Equal(bytes, image.Pixels.ToArray());
        Assert.Null(image.Tag);
        image.Tag = "name";
        Assert.Equal("name", image.Tag);
    }

    [Theory]
    [InlineData(MLPixelFormat.Bgra32)]
    [InlineData(MLPixelFormat.Rgba32)]
    public void BgrPixelsAreThreeBytesEach(MLPixelFormat format)
    {
        using MLImage image = MLImage.CreateFromPixels(1, 2, format, [1, 2, 3, 255, 4, 5, 6, 255]);
        Assert.Equal(format == MLPixelFormat.Bgra32 ? [1, 2, 3, 4, 5, 6] : new byte[] { 3, 2, 1, 6, 5, 4 }, image.GetBGRPixels);
    }

    [Fact]
    public void WrongArgumentsAreRefused()
    {
        Assert.StartsWith("Unsupported pixel format", Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, new byte[4])).Message);
        Assert.StartsWith("Invalid width value.", Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Bgra32, new byte[4])).Message);
        Assert.StartsWith("Invalid height value.", Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, -1, MLPixelFormat.Bgra32, new byte[4])).Message);
        Assert.Equal("Invalid imagePixelData buffer size.", Assert.Throws<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[3])).Message);
    }

    [Fact]
    public void APngRoundTripIsExact()
    {
        using var folder = new TemporaryFolder();
        using MLImage drawn = Picture.Gradient(7, 5);
        drawn.Save(folder.File("a.png"));
        using MLImage loaded = MLImage.CreateFromFile(folder.File("a.png"));
        Assert.Equal((7, 5), (loaded.Width, loaded.Height));
        Assert.Equal(drawn.GetBGRPixels, loaded.GetBGRPixels);
        using var stream = new MemoryStream(File.ReadAllBytes(folder.File("a.png")));
        using MLImage streamed = MLImage.CreateFromStream(stream);
        Assert.Equal(drawn.GetBGRPixels, streamed.GetBGRPixels);
    }

    [Theory]
    [InlineData("a.jpg")]
    [InlineData("a.JPEG")]
    public void AJpegRoundTripIsClose(string name)
    {
        using var folder = new TemporaryFolder();
        Picture.Save(folder.File(name), Picture.Plain(16, 16, 200, 100, 50));
        byte[] head = File.ReadAllBytes(folder.File(name));
        Assert.Equal(new byte[] { 0xFF, 0xD8 }, head[..2]);
        using MLImage loaded = MLImage.CreateFromFile(folder.File(name));
        (byte red, byte green, byte blue, byte alpha) = Picture.PixelAt(loaded, 8, 8);
        Assert.InRange(red, 195, 205);
        Assert.InRange(green, 95, 105);
        Assert.InRange(blue, 45, 55);
        Assert.Equal(255, alpha);
    }

    [Fact]
    public void TransparencySurvivesAPng()
    {
        using var folder = new TemporaryFolder();
        Picture.Save(folder.File("a.png"), Picture.Draw(2, 2, (_, _) => (0, 0, 0), alpha: 0));
        using MLImage loaded = MLImage.CreateFromFile(folder.File("a.png"));
        Assert.Equal(0, Picture.PixelAt(loaded, 1, 1).Alpha);
    }

    [Fact]
    public void AHalfTransparentPixelIsHeldPremultiplied()
    {
        // A PNG stores straight colours, MLImage premultiplied ones. Alpha may be off by one step, colours with it.
        using var folder = new TemporaryFolder();
        Picture.Save(folder.File("a.png"), Picture.Draw(2, 2, (_, _) => (120, 60, 30), alpha: 128));
        using MLImage loaded = MLImage.CreateFromFile(folder.File("a.png"));
        (byte red, byte green, byte blue, byte alpha) = Picture.PixelAt(loaded, 0, 0);
        Assert.InRange(alpha, 126, 130);
        Assert.InRange(red, 117, 123);
        Assert.InRange(green, 57, 63);
        Assert.InRange(blue, 27, 33);
    }

    [Fact]
    public void AGrayscalePngHasThreeEqualChannels()
    {
        using var stream = new MemoryStream(Convert.FromBase64String(GrayPng));
        using MLImage image = MLImage.CreateFromStream(stream);
        Assert.Equal((2, 1), (image.Width, image.Height));
        Assert.Equal((10, 10, 10, 255), Picture.PixelAt(image, 0, 0));
        Assert.Equal((250, 250, 250, 255), Picture.PixelAt(image, 1, 0));
    }

    [Fact]
    public void AGifAndABitmapAreRead()
    {
        using MLImage gif = MLImage.CreateFromStream(new MemoryStream(Convert.FromBase64String(RedBlueGif)));
        Assert.Equal((2, 1), (gif.Width, gif.Height));
        Assert.Equal((255, 0, 0, 255), Picture.PixelAt(gif, 0, 0));
        Assert.Equal((0, 0, 255, 255), Picture.PixelAt(gif, 1, 0));

        using MLImage bitmap = MLImage.CreateFromStream(new MemoryStream(Bitmap()));
        Assert.Equal((2, 1), (bitmap.Width, bitmap.Height));
        Assert.Equal((30, 20, 10, 255), Picture.PixelAt(bitmap, 0, 0));
        Assert.Equal((60, 50, 40, 255), Picture.PixelAt(bitmap, 1, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is not a picture")]
    public void AFileThatIsNoPictureIsRefused(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("a.png"), content);
        Assert.Equal("Invalid path (Parameter 'imagePath')", Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile(folder.File("a.png"))).Message);
        using var stream = File.OpenRead(folder.File("a.png"));
        Assert.Equal("Invalid input stream contents (Parameter 'imageStream')", Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(stream)).Message);
    }

    [Fact]
    public void MissingFilesAndNullArgumentsAreRefused()
    {
        Assert.Equal("Invalid path (Parameter 'imagePath')", Assert.Throws<ArgumentException>(() => MLImage.CreateFromFile("/nowhere/a.png")).Message);
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromFile(null));
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromStream(null));
    }

    [Theory]
    [InlineData("a.txt")]
    [InlineData("a")]
    public void AFileWithoutPictureExtensionIsNotWritten(string name)
    {
        using var folder = new TemporaryFolder();
        using MLImage image = Picture.Plain(2, 2, 1, 2, 3);
        var error = Assert.Throws<ArgumentException>(() => image.Save(folder.File(name)));
        Assert.Equal("Path has invalid image file extension. (Parameter 'imagePath')", error.Message);
        Assert.False(File.Exists(folder.File(name)));
    }

    [Theory]
    [InlineData(".gif")]
    [InlineData(".bmp")]
    [InlineData(".ico")]
    public void SomeFormatsAreOnlyRead(string extension)
    {
        using var folder = new TemporaryFolder();
        using MLImage image = Picture.Plain(2, 2, 1, 2, 3);
        var error = Assert.Throws<ArgumentException>(() => image.Save(folder.File("a" + extension)));
        Assert.Contains($"'{extension}'", error.Message);
        Assert.Equal("imagePath", error.ParamName);
        Assert.False(File.Exists(folder.File("a" + extension)));
    }

    [Fact]
    public void ADisposedImageSaysSo()
    {
        MLImage image = Picture.Plain(2, 2, 1, 2, 3);
        image.Dispose();
        image.Dispose();
        Assert.Equal("Object is disposed.", Assert.Throws<InvalidOperationException>(() => image.Width).Message);
        Assert.Equal("Object is disposed.", Assert.Throws<InvalidOperationException>(() => image.Pixels.Length).Message);
        Assert.Throws<InvalidOperationException>(() => image.GetBGRPixels);
    }

    // 2 x 1, 8-bit grayscale: 10, 250.
    private const string GrayPng = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGPg+gUAAREBBUmL4lsAAAAASUVORK5CYII=";

    // 2 x 1: red, blue.
    private const string RedBlueGif = "R0lGODlhAgABAIAAAP8AAAAA/ywAAAAAAgABAAACAkQKADs=";

    // 2 x 1, 24 bits: (30, 20, 10), (60, 50, 40).
    private static byte[] Bitmap()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        writer.Write(54 + 8);
        writer.Write(0);
        writer.Write(54);
        writer.Write(40);
        writer.Write(2);
        writer.Write(1);
        writer.Write((short)1);
        writer.Write((short)24);
        writer.Write(new byte[24]);
        writer.Write([10, 20, 30, 40, 50, 60, 0, 0]);
        return stream.ToArray();
    }
}
