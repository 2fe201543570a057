using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Takes the colour out of pictures.</summary>
public sealed class ImageGrayscalingEstimator : TrivialEstimator<ImageGrayscalingTransformer>
{
    internal ImageGrayscalingEstimator(IHostEnvironment env, params (string, string)[] columns)
        : this(env, new ImageGrayscalingTransformer(env, columns))
    {
    }

    private ImageGrayscalingEstimator(IHostEnvironment env, ImageGrayscalingTransformer transformer)
        : base(env.Register(nameof(ImageGrayscalingEstimator)), transformer)
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => ImageTransforms.AddColumns(Host, inputSchema, Transformer.ColumnPairs, new ImageDataViewType(),
            (i, input) => new(Transformer.ColumnPairs[i].OutputColumnName, input.Kind, input.ItemType, input.IsKey, input.Annotations));
}
