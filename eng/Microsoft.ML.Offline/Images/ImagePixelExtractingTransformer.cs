using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImagePixelExtractingTransformer), null, typeof(SignatureLoadModel), "", ImagePixelExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes vectors of numbers of pictures of a known size: planes, height, width, or with the colours of a pixel together.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImagePixelExtractor";

    internal readonly IReadOnlyList<ImagePixelExtractingEstimator.ColumnOptions> Columns;

    internal ImagePixelExtractingTransformer(IHostEnvironment env, params ImagePixelExtractingEstimator.ColumnOptions[] columns)
        : base(env.Register("ImagePixelExtractor"), columns.Select(column => (column.Name, column.InputColumnName)))
    {
        Columns = columns;
    }

    private ImagePixelExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        Columns = [.. ColumnPairs.Select(pair => LoadColumn(host, pair, ctx.Reader))];
    }

    private static VersionInfo Version => ImageTransforms.CreateVersion("IMGPXEXT", 0x00010003, LoaderSignature);

    private static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new ImagePixelExtractingTransformer(env.Register("ImagePixelExtractor"), ctx);
    }

    private static ImagePixelExtractingEstimator.ColumnOptions LoadColumn(IHost host, (string Output, string Input) pair, BinaryReader reader)
    {
        var colors = (ImagePixelExtractingEstimator.ColorBits)reader.ReadByte();
        var order = (ImagePixelExtractingEstimator.ColorsOrder)reader.ReadByte();
        bool asFloat = reader.ReadBoolean();
        float offset = reader.ReadSingle(), scale = reader.ReadSingle();
        bool interleave = reader.ReadBoolean();
        host.CheckDecode(colors != 0 && (colors & ~ImagePixelExtractingEstimator.ColorBits.All) == 0 && Enum.IsDefined(order)
            && float.IsFinite(offset) && float.IsFinite(scale) && scale != 0, "Corrupt model file: pixel extraction");
        return new(pair.Output, pair.Input, colors, order, interleave, offset, scale, asFloat);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (ImagePixelExtractingEstimator.ColumnOptions column in Columns)
        {
            ctx.Writer.Write((byte)column.Colors);
            ctx.Writer.Write((byte)column.Order);
            ctx.Writer.Write(column.AsFloat);
            ctx.Writer.Write(column.Offset);
            ctx.Writer.Write(column.Scale);
            ctx.Writer.Write(column.Interleave);
        }
    }

    private protected override AddedColumn AddColumn(DataViewSchema.Column input, int pairIndex)
    {
        ImageDataViewType image = ImageTransforms.CheckImage(Host, input);
        if (image.Height <= 0 || image.Width <= 0)
            throw Host.ExceptSchemaMismatch("inputSchema", "input", input.Name, "known-size image", "unknown-size image");

        ImagePixelExtractingEstimator.ColumnOptions column = Columns[pairIndex];
        var type = column.Interleave
            ? new VectorDataViewType(column.ItemType, image.Height, image.Width, column.Planes.Length)
            : new VectorDataViewType(column.ItemType, column.Planes.Length, image.Height, image.Width);
        float[] values = [.. Enumerable.Range(0, 256).Select(value => (value - column.Offset) * column.Scale)];
        return new AddedColumn(new(column.Name, type), [input.Index], (DataViewRow row, out Action disposer) => column.AsFloat
            ? CreateGetter(row, input, image, column, values, out disposer)
            : CreateGetter(row, input, image, column, [.. Enumerable.Range(0, 256).Select(value => (byte)value)], out disposer));
    }

    /// <param name="values">What each of the 256 pixel values becomes.</param>
    private ValueGetter<VBuffer<TValue>> CreateGetter<TValue>(DataViewRow row, DataViewSchema.Column input, ImageDataViewType type,
        ImagePixelExtractingEstimator.ColumnOptions column, TValue[] values, out Action disposer)
    {
        int pixelCount = type.Height * type.Width, planeCount = column.Planes.Length;
        (int pixelStride, int planeStride) = column.Interleave ? (planeCount, 1) : (1, pixelCount);
        ValueGetter<MLImage> getSource = row.GetGetter<MLImage>(input);
        MLImage source = null;
        disposer = () => source?.Dispose();
        return (ref VBuffer<TValue> vector) =>
        {
            getSource(ref source);
            if (source is null)
            {
                vector = VBufferEditor.Create(ref vector, pixelCount * planeCount, 0).Commit();
                return;
            }

            Host.Check(source.Height == type.Height && source.Width == type.Width,
                $"Column '{input.Name}': expected an image of {type.Width}x{type.Height} pixels, got {source.Width}x{source.Height}");
            ReadOnlySpan<byte> pixels = source.Pixels;
            VBufferEditor<TValue> editor = VBufferEditor.Create(ref vector, pixelCount * planeCount);
            for (int plane = 0; plane < planeCount; plane++)
            {
                int sourceIndex = column.Planes[plane];
                if (source.PixelFormat == MLPixelFormat.Rgba32 && sourceIndex != 3)
                    sourceIndex = 2 - sourceIndex;
                int destinationIndex = plane * planeStride;
                for (int i = 0; i < pixelCount; i++, sourceIndex += 4, destinationIndex += pixelStride)
                    editor.Values[destinationIndex] = values[pixels[sourceIndex]];
            }
            vector = editor.Commit();
        };
    }
}
