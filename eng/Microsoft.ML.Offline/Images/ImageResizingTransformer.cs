using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageResizingTransformer), null, typeof(SignatureLoadModel), "", ImageResizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Brings pictures to one size.</summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageScalerTransform";

    internal readonly IReadOnlyList<ImageResizingEstimator.ColumnOptions> Columns;

    internal ImageResizingTransformer(IHostEnvironment env, params ImageResizingEstimator.ColumnOptions[] columns)
        : base(env.Register("ImageScaler"), columns.Select(column => (column.Name, column.InputColumnName)))
    {
        Columns = columns;
    }

    private ImageResizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        Columns = [.. ColumnPairs.Select(pair => LoadColumn(host, pair, ctx.Reader))];
    }

    private static VersionInfo Version => ImageTransforms.CreateVersion("IMGSCALF", 0x00010003, LoaderSignature);

    private static ImageResizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new ImageResizingTransformer(env.Register("ImageScaler"), ctx);
    }

    private static ImageResizingEstimator.ColumnOptions LoadColumn(IHost host, (string Output, string Input) pair, BinaryReader reader)
    {
        int width = reader.ReadInt32(), height = reader.ReadInt32();
        var resizing = (ImageResizingEstimator.ResizingKind)reader.ReadByte();
        var anchor = (ImageResizingEstimator.Anchor)reader.ReadByte();
        host.CheckDecode(width > 0 && height > 0 && Enum.IsDefined(resizing) && Enum.IsDefined(anchor), "Corrupt model file: image size or resizing");
        return new(pair.Output, width, height, pair.Input, resizing, anchor);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
        foreach (ImageResizingEstimator.ColumnOptions column in Columns)
        {
            ctx.Writer.Write(column.ImageWidth);
            ctx.Writer.Write(column.ImageHeight);
            ctx.Writer.Write((byte)column.Resizing);
            ctx.Writer.Write((byte)column.Anchor);
        }
    }

    private protected override AddedColumn AddColumn(DataViewSchema.Column input, int pairIndex)
    {
        ImageTransforms.CheckImage(Host, input);
        ImageResizingEstimator.ColumnOptions column = Columns[pairIndex];
        return AddedColumn.Create(new(column.Name, column.Type), [input.Index], row => CreateGetter(row, input, column));
    }

    private static ValueGetter<MLImage> CreateGetter(DataViewRow row, DataViewSchema.Column input, ImageResizingEstimator.ColumnOptions column)
    {
        ValueGetter<MLImage> getSource = row.GetGetter<MLImage>(input);
        MLImage source = null;
        return (ref MLImage image) =>
        {
            image?.Dispose();
            getSource(ref source);
            // As in ML.NET, a row without a picture leaves the disposed picture of an earlier row behind.
            if (source is null)
                return;
            if (source.Height == column.ImageHeight && source.Width == column.ImageWidth)
            {
                image = source;
                return;
            }
            image = source.CloneWithResizing(column.ImageWidth, column.ImageHeight, column.Mode);
            image.Tag = source.Tag;
        };
    }
}
