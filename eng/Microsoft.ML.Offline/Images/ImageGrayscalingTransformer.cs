using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageGrayscalingTransformer), null, typeof(SignatureLoadModel), "", ImageGrayscalingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Takes the colour out of pictures; they keep their size and their four bytes a pixel.</summary>
public sealed class ImageGrayscalingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageGrayscaleTransform";

    internal ImageGrayscalingTransformer(IHostEnvironment env, params (string, string)[] columns)
        : base(env.Register("ImageGrayscale"), columns)
    {
    }

    private ImageGrayscalingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static VersionInfo Version => ImageTransforms.CreateVersion("IMGGRAYT", 0x00010001, LoaderSignature);

    private static ImageGrayscalingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new ImageGrayscalingTransformer(env.Register("ImageGrayscale"), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx);
    }

    private protected override AddedColumn AddColumn(DataViewSchema.Column input, int pairIndex)
    {
        ImageDataViewType type = ImageTransforms.CheckImage(Host, input);
        return new AddedColumn(new(ColumnPairs[pairIndex].OutputColumnName, type), [input.Index],
            (DataViewRow row, out Action disposer) => CreateGetter(row, input, out disposer));
    }

    private static ValueGetter<MLImage> CreateGetter(DataViewRow row, DataViewSchema.Column input, out Action disposer)
    {
        ValueGetter<MLImage> getSource = row.GetGetter<MLImage>(input);
        MLImage source = null;
        disposer = () => source?.Dispose();
        return (ref MLImage image) =>
        {
            image?.Dispose();
            getSource(ref source);
            // As in ML.NET, a row without a picture leaves the disposed picture of an earlier row behind.
            if (source is null)
                return;
            image = source.CloneWithGrayscale();
            image.Tag = source.Tag;
        };
    }
}
