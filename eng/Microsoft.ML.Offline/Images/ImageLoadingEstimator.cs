using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

/// <summary>Reads the files that a text column names, as pictures or as bytes.</summary>
public sealed class ImageLoadingEstimator : TrivialEstimator<ImageLoadingTransformer>
{
    internal ImageLoadingEstimator(IHostEnvironment env, string imageFolder, bool decode, params (string, string)[] columns)
        : this(env, new ImageLoadingTransformer(env, imageFolder, decode, columns))
    {
    }

    private ImageLoadingEstimator(IHostEnvironment env, ImageLoadingTransformer transformer)
        : base(env.Register(nameof(ImageLoadingEstimator)), transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => ImageTransforms.AddColumns(Host, inputSchema, Transformer.ColumnPairs, TextDataViewType.Instance, (i, _) => Transformer.Decode
            ? new(Transformer.ColumnPairs[i].OutputColumnName, SchemaShape.Column.VectorKind.Scalar, new ImageDataViewType(), false)
            : new(Transformer.ColumnPairs[i].OutputColumnName, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Byte, false));
}
