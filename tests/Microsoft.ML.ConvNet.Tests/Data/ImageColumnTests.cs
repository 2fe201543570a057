using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Data;

public class ImageColumnTests
{
    private const string Accepted =
        "Vector<Single> or Vector<Byte> of known size with dimensions (planes, height, width), (height, width, planes) or (height, width), " +
        "or of one dimension with ImageShape given, or VarVector<Byte> (encoded images) with ImageShape given";

    [Theory]
    [InlineData(new[] { 3, 32, 20 }, "3x32x20", "Planar")]
    [InlineData(new[] { 32, 20, 3 }, "3x32x20", "Interleaved")]
    [InlineData(new[] { 1, 32, 20 }, "1x32x20", "Planar")]
    [InlineData(new[] { 32, 20, 1 }, "1x32x20", "Interleaved")]
    [InlineData(new[] { 4, 5, 6 }, "4x5x6", "Planar")]
    [InlineData(new[] { 5, 6, 4 }, "4x5x6", "Interleaved")]
    [InlineData(new[] { 3, 8, 4 }, "3x8x4", "Planar")] // either end could be planes
    [InlineData(new[] { 16, 8, 7 }, "16x8x7", "Planar")] // neither end could
    [InlineData(new[] { 28, 20 }, "1x28x20", "Planar")]
    public void DimensionsTellShapeAndLayout(int[] dimensions, string shape, string layout)
    {
        foreach (var item in new PrimitiveDataViewType[] { NumberDataViewType.Single, NumberDataViewType.Byte })
        {
            var column = Bind(new VectorDataViewType(item, dimensions));
            Assert.Equal(shape, column.Shape.ToString());
            Assert.Equal(layout, column.Layout.ToString());
            Assert.Equal(item == NumberDataViewType.Byte ? ImageSource.BytePixels : ImageSource.SinglePixels, column.Source);
        }
    }

    [Fact]
    public void LayoutOptionOverridesTheGuess()
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, 3, 8, 4);
        var column = Bind(type, new() { Layout = PixelLayout.Interleaved });
        Assert.Equal((new ImageShape(4, 3, 8), PixelLayout.Interleaved), (column.Shape, column.Layout));
    }

    [Fact]
    public void ImageShapeSettlesAnAmbiguousVector()
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, 3, 8, 4);
        Assert.Equal(PixelLayout.Interleaved, Bind(type, new() { Shape = new(4, 3, 8) }).Layout);
        Assert.Equal(PixelLayout.Planar, Bind(type, new() { Shape = new(3, 8, 4), Layout = PixelLayout.Interleaved }).Layout);

        var cube = new VectorDataViewType(NumberDataViewType.Single, 3, 3, 3);
        Assert.Equal(PixelLayout.Planar, Bind(cube, new() { Shape = new(3, 3, 3) }).Layout);
        Assert.Equal(PixelLayout.Interleaved, Bind(cube, new() { Shape = new(3, 3, 3), Layout = PixelLayout.Interleaved }).Layout);
    }

    [Fact]
    public void PlainVectorNeedsTheShape()
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, 12);
        Assert.Equal((new ImageShape(3, 2, 2), PixelLayout.Planar), Describe(Bind(type, new() { Shape = new(3, 2, 2) })));
        var interleaved = Bind(type, new() { Shape = new(3, 2, 2), Layout = PixelLayout.Interleaved });
        Assert.Equal((new ImageShape(3, 2, 2), PixelLayout.Interleaved), Describe(interleaved));
        AssertMismatch(type, new(), $"expected {Accepted}; ImageShape is not given, got Vector<Single, 12>");
        AssertMismatch(type, new() { Shape = new(3, 2, 3) }, "expected a vector of 18 values (ImageShape 3x2x3), got Vector<Single, 12>");
    }

    [Fact]
    public void ResolvedOptionsBindAnotherViewTheSameWay()
    {
        var trained = Bind(new VectorDataViewType(NumberDataViewType.Single, 4, 5, 3)).Options;
        Assert.Equal((new ImageShape(4, 5, 3), PixelLayout.Planar), (trained.Shape!.Value, trained.Layout));

        trained = Bind(new VectorDataViewType(NumberDataViewType.Single, 8, 5, 3)).Options;
        var plain = Bind(new VectorDataViewType(NumberDataViewType.Single, 120), trained);
        Assert.Equal((new ImageShape(3, 8, 5), PixelLayout.Interleaved), Describe(plain));
        var planes = Bind(new VectorDataViewType(NumberDataViewType.Byte, 3, 8, 5), trained);
        Assert.Equal((new ImageShape(3, 8, 5), PixelLayout.Planar), Describe(planes));
        AssertMismatch(
            new VectorDataViewType(NumberDataViewType.Single, 3, 5, 8),
            trained,
            "expected a vector that holds images of 3x8x5 (channels x height x width), got Vector<Single, 3, 5, 8>");
    }

    [Fact]
    public void EncodedFilesNeedTheShape()
    {
        var type = new VectorDataViewType(NumberDataViewType.Byte);
        var column = Bind(type, new() { Shape = new(3, 8, 9) });
        Assert.Equal((ImageSource.EncodedFile, new ImageShape(3, 8, 9)), (column.Source, column.Shape));
        AssertMismatch(type, new(), $"expected {Accepted}; ImageShape is not given, got Vector<Byte>");
        var exception = Assert.Throws<ArgumentException>(() => Bind(type, new() { Shape = new(2, 8, 9) }));
        Assert.Equal(
            "ImageShape is 2x8x9; encoded images (column 'Features') are read as 1 channel (grey) or 3 (red, green, blue). (Parameter 'options')",
            exception.Message);
    }

    public static TheoryData<DataViewType> RefusedTypes =>
    [
        NumberDataViewType.Single,
        TextDataViewType.Instance,
        new VectorDataViewType(NumberDataViewType.Single),
        new VectorDataViewType(NumberDataViewType.Double, 3, 4, 5),
        new VectorDataViewType(NumberDataViewType.Single, 2, 3, 4, 5),
        new VectorDataViewType(NumberDataViewType.Byte, 3, 0, 5),
    ];

    [Theory]
    [MemberData(nameof(RefusedTypes))]
    public void OtherTypesAreRefused(DataViewType type) => AssertMismatch(type, new() { Shape = new(3, 4, 5) }, $"expected {Accepted}, got {type}");

    [Fact]
    public void MissingColumnIsNamed()
    {
        var view = new MemoryView(0, MemoryColumn.Keys("Label", 2));
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => ImageColumn.Bind(view.Schema, "Features", new()));
        Assert.Equal("Could not find feature column 'Features' (Parameter 'inputSchema')", exception.Message);
    }

    [Fact]
    public void ImpossibleShapeIsRefused()
    {
        var exception = Assert.Throws<ArgumentException>(() => Bind(new VectorDataViewType(NumberDataViewType.Single, 12), new() { Shape = new(3, 0, 4) }));
        Assert.StartsWith("ImageShape is 3x0x4; channels, height and width must each be at least 1.", exception.Message);
    }

    private static (ImageShape Shape, PixelLayout Layout) Describe(ImageColumn column) => (column.Shape, column.Layout);

    private static ImageColumn Bind(DataViewType type, ImageColumnOptions? options = null)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Features", type);
        return ImageColumn.Bind(builder.ToSchema(), "Features", options ?? new());
    }

    private static void AssertMismatch(DataViewType type, ImageColumnOptions options, string text)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Bind(type, options));
        Assert.Equal($"Schema mismatch for feature column 'Features': {text} (Parameter 'inputSchema')", exception.Message);
    }
}
