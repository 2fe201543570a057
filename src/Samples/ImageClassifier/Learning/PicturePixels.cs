using ImageClassifier.Pictures;
using Microsoft.ML;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Learning;

/// <summary>Pictures as the trainer gets them.</summary>
internal static class PicturePixels
{
    /// <summary>The pixels of some pictures: (N, C, H, W), 0 to 255.</summary>
    public static Tensor Read(MLContext mlContext, IReadOnlyList<Picture> pictures, PictureFormat format)
    {
        IDataView files = mlContext.Data.LoadFromEnumerable(pictures);
        IDataView pixels = Classifier.CreatePixelPipeline(mlContext.Transforms, format).Fit(files).Transform(files);
        float[][] rows = [.. mlContext.Data.CreateEnumerable<Row>(pixels, reuseRowObject: false).Select(row => row.Features)];
        ImageShape shape = format.Shape;
        return new Tensor([rows.Length, shape.Channels, shape.Height, shape.Width], [.. rows.SelectMany(row => row)]);
    }

    private sealed class Row
    {
        public float[] Features { get; init; } = [];
    }
}
