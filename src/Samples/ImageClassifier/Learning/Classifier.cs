using ImageClassifier.Pictures;
using Microsoft.ML;
using Microsoft.ML.ConvNet;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace ImageClassifier.Learning;

/// <summary>The ML.NET pipeline from picture files to classes.</summary>
internal static class Classifier
{
    /// <summary>The column of pixels.</summary>
    public const string FeatureColumn = "Features";

    private const string ImageColumn = "Image";

    /// <summary>Puts the pipeline together: labels to keys, files to pixels, pixels to a network.</summary>
    public static IEstimator<ITransformer> CreatePipeline(MLContext mlContext, PictureFormat format, ConvNetTrainer.Options options)
    {
        options.LabelColumnName = nameof(Picture.Label);
        options.FeatureColumnName = FeatureColumn;
        ConvNetTrainer trainer = mlContext.MulticlassClassification.Trainers.ConvNet(options);

        return CreateFeaturizer(mlContext, format).Append(trainer);
    }

    /// <summary>What comes before the network: labels to keys, files to pixels in the column <see cref="FeatureColumn"/>.</summary>
    public static IEstimator<ITransformer> CreateFeaturizer(MLContext mlContext, PictureFormat format)
    {
        // By value: the classes are numbered in the order of their names, whatever order the files come in.
        return mlContext.Transforms.Conversion.MapValueToKey(nameof(Picture.Label), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(CreatePixelPipeline(mlContext.Transforms, format));
    }

    /// <summary>The same for a network whose weights are there already: it is fitted on no pictures at all.</summary>
    /// <param name="options">With the names of the classes.</param>
    public static IEstimator<ITransformer> CreatePipeline(
        MLContext mlContext, PictureFormat format, Network network, Weights weights, ConvNetScoringEstimator.Options options)
    {
        options.FeatureColumnName = FeatureColumn;

        // The classes have the numbers of the network's outputs, so that the model can be evaluated on labelled pictures.
        IDataView labels = mlContext.Data.LoadFromEnumerable(options.ClassNames!.Select(name => new ClassName { Label = name }));
        return mlContext.Transforms.Conversion.MapValueToKey(nameof(Picture.Label), keyData: labels)
            .Append(CreatePixelPipeline(mlContext.Transforms, format))
            .Append(mlContext.Transforms.ApplyConvNet(network, weights, options));
    }

    /// <summary>The files' pictures as the trainer wants them.</summary>
    public static IEstimator<ITransformer> CreatePixelPipeline(TransformsCatalog transforms, PictureFormat format)
    {
        var resized = transforms.LoadImages(ImageColumn, imageFolder: null, nameof(Picture.ImagePath))
            .Append(transforms.ResizeImages(ImageColumn, format.Size.Width, format.Size.Height));
        if (!format.Grayscale) return resized.Append(transforms.ExtractPixels(FeatureColumn, ImageColumn));

        // The three channels of a grey picture are equal: one is enough.
        return resized
            .Append(transforms.ConvertToGrayscale(ImageColumn))
            .Append(transforms.ExtractPixels(FeatureColumn, ImageColumn, ImagePixelExtractingEstimator.ColorBits.Red));
    }

    /// <summary>The names of the classes, in the order of the scores.</summary>
    public static IReadOnlyList<string> GetClassNames(DataViewSchema scoredSchema)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        scoredSchema[nameof(ScoredPicture.Score)].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private sealed class ClassName
    {
        public string Label { get; init; } = "";
    }
}
