using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>A feature column bound as images: where it is, what it holds, its shape and the order of its values.</summary>
/// <remarks>
/// Accepted are
/// <list type="bullet">
/// <item>a known-size vector of Single or Byte with three dimensions: (planes, height, width) or (height, width, planes). With
/// <see cref="ImageColumnOptions.Shape"/> given the reading that has this shape is taken. Without it the explicit <see cref="ImageColumnOptions.Layout"/>
/// decides; failing that, the vector is interleaved when its last dimension is 1 to 4 and its first is not, else planar;</item>
/// <item>one with two dimensions: a grey image, height by width;</item>
/// <item>one with a single dimension, with the shape given: planar unless the layout says interleaved;</item>
/// <item>a variable vector of Byte (<c>LoadRawImageBytes</c>), with a shape of 1 (grey) or 3 (red, green, blue) channels given.</item>
/// </list>
/// </remarks>
internal sealed class ImageColumn
{
    /// <summary>What error messages call the column.</summary>
    public const string Role = "feature";

    /// <summary>The most planes that an image is taken to have when the dimensions alone must tell planes from rows.</summary>
    private const int MostInferredPlanes = 4;

    private const string AcceptedDimensions = "dimensions (planes, height, width), (height, width, planes) or (height, width)";

    private ImageColumn(DataViewSchema.Column column, ImageSource source, ImageShape shape, PixelLayout layout, ImageColumnOptions options)
    {
        Column = column;
        Source = source;
        Shape = shape;
        Layout = layout;
        Options = options with { Shape = shape, Layout = layout };
    }

    /// <summary>What is accepted, as error messages say it.</summary>
    public static string Accepted { get; } =
        $"Vector<Single> or Vector<Byte> of known size with {AcceptedDimensions}, or of one dimension with ImageShape given, " +
        "or VarVector<Byte> (encoded images) with ImageShape given";

    /// <summary>As <see cref="Accepted"/>, for a column that would be accepted if its shape were given.</summary>
    public static string AcceptedWithShape { get; } = $"{Accepted}; ImageShape is not given";

    public DataViewSchema.Column Column { get; }

    public ImageSource Source { get; }

    /// <summary>The shape of every image that is read.</summary>
    public ImageShape Shape { get; }

    /// <summary>Planar or interleaved; never inferred.</summary>
    public PixelLayout Layout { get; }

    /// <summary>The options with everything inferred filled in: what binds a column of another view (validation, scoring) the same way.</summary>
    public ImageColumnOptions Options { get; }

    /// <summary>Finds and checks the column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or its type is not accepted.</exception>
    /// <exception cref="ArgumentException">The options' image shape is impossible.</exception>
    public static ImageColumn Bind(DataViewSchema schema, string name, ImageColumnOptions options)
    {
        if (options.Shape is { IsValid: false } invalid)
            throw new ArgumentException($"ImageShape is {invalid}; channels, height and width must each be at least 1.", nameof(options));

        var column = SchemaErrors.Find(schema, Role, name);
        if (column.Type is not VectorDataViewType vector) throw SchemaErrors.Mismatch(Role, column, Accepted);
        bool isByte = vector.ItemType == NumberDataViewType.Byte;
        if (!isByte && vector.ItemType != NumberDataViewType.Single) throw SchemaErrors.Mismatch(Role, column, Accepted);

        if (!vector.IsKnownSize)
        {
            if (!isByte || vector.Dimensions.Length != 1) throw SchemaErrors.Mismatch(Role, column, Accepted);
            return BindEncoded(column, options);
        }

        var source = isByte ? ImageSource.BytePixels : ImageSource.SinglePixels;
        var (shape, layout) = vector.Dimensions switch
        {
            [_] => BindPlain(column, vector, options),
            [int height, int width] => (Expect(column, options, new ImageShape(1, height, width)), PixelLayout.Planar),
            [int first, int second, int third] => BindThree(column, first, second, third, options),
            _ => throw SchemaErrors.Mismatch(Role, column, Accepted),
        };
        return new ImageColumn(column, source, shape, layout, options);
    }

    /// <summary>A reader of this column for a row or cursor in which the column is active. A reader serves one thread.</summary>
    public ImageReader CreateReader(DataViewRow row) => Source switch
    {
        ImageSource.SinglePixels => new PixelReader<float>(this, row),
        ImageSource.BytePixels => new PixelReader<byte>(this, row),
        _ => new EncodedImageReader(this, row),
    };

    /// <summary>A cursor over the column's view in which the reader alone meets the files that cannot be opened.</summary>
    /// <param name="columns">The active columns, this one among them.</param>
    /// <param name="skipsUnreadable">Whether the reading goes on behind a file that cannot be opened.</param>
    public DataViewRowCursor OpenCursor(IDataView data, IEnumerable<DataViewSchema.Column> columns, bool skipsUnreadable, Random? random = null)
    {
        // A set of one: ML.NET reads ahead on threads of its own behind GetRowCursor, and a file that cannot be opened would then end the whole cursor
        // rather than the getter of its row.
        return skipsUnreadable && Source == ImageSource.EncodedFile ? data.GetRowCursorSet(columns, 1, random)[0] : data.GetRowCursor(columns, random);
    }

    private static ImageColumn BindEncoded(DataViewSchema.Column column, ImageColumnOptions options)
    {
        if (options.Shape is not { } shape)
            throw SchemaErrors.Mismatch(Role, column, AcceptedWithShape);
        if (shape.Channels is not (1 or 3))
        {
            throw new ArgumentException(
                $"ImageShape is {shape}; encoded images (column '{column.Name}') are read as 1 channel (grey) or 3 (red, green, blue).", nameof(options));
        }

        return new ImageColumn(column, ImageSource.EncodedFile, shape, PixelLayout.Interleaved, options);
    }

    private static (ImageShape Shape, PixelLayout Layout) BindPlain(DataViewSchema.Column column, VectorDataViewType vector, ImageColumnOptions options)
    {
        if (options.Shape is not { } shape)
            throw SchemaErrors.Mismatch(Role, column, AcceptedWithShape);
        if (shape.Size != vector.Size)
            throw SchemaErrors.Mismatch(Role, column, $"a vector of {shape.Size} values (ImageShape {shape})");
        return (shape, options.Layout == PixelLayout.Interleaved ? PixelLayout.Interleaved : PixelLayout.Planar);
    }

    private static (ImageShape Shape, PixelLayout Layout) BindThree(DataViewSchema.Column column, int first, int second, int third, ImageColumnOptions options)
    {
        var planar = (Shape: new ImageShape(first, second, third), Layout: PixelLayout.Planar);
        var interleaved = (Shape: new ImageShape(third, first, second), Layout: PixelLayout.Interleaved);
        if (options.Shape is { } wanted && planar.Shape != interleaved.Shape)
        {
            // The dimensions can agree with the shape in one way only, and then they are right whatever the layout option says.
            if (planar.Shape == wanted) return planar;
            return (Expect(column, options, interleaved.Shape), PixelLayout.Interleaved);
        }

        bool isInterleaved = options.Layout switch
        {
            PixelLayout.Planar => false,
            PixelLayout.Interleaved => true,
            _ => IsPlaneCount(third) && !IsPlaneCount(first),
        };
        var result = isInterleaved ? interleaved : planar;
        Expect(column, options, result.Shape);
        return result;
    }

    private static bool IsPlaneCount(int dimension) => dimension is >= 1 and <= MostInferredPlanes;

    private static ImageShape Expect(DataViewSchema.Column column, ImageColumnOptions options, ImageShape shape) =>
        options.Shape is { } wanted && wanted != shape
            ? throw SchemaErrors.Mismatch(Role, column, $"a vector that holds images of {wanted} (channels x height x width)")
            : shape;
}
