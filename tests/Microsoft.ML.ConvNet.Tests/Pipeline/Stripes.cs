using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Small pictures that a network learns in no time: noise with a bright stripe, lying, standing or slanting.</summary>
internal static class Stripes
{
    public const int Size = 8;

    private static readonly string[] s_names = ["lying", "standing", "slanting"];

    /// <summary>A picture and its class, as user classes of ML.NET hold them.</summary>
    public sealed class Picture
    {
        public string Kind = "";

        [VectorType(Size * Size)]
        public float[] Pixels = [];

        public float Weight = 1;
    }

    /// <summary>What a prediction engine gives.</summary>
    public sealed class Prediction
    {
        public string PredictedKind = "";

        public float[] Score = [];
    }

    public static ImageShape Shape { get; } = new(1, Size, Size);

    public static Picture[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
    }

    public static ConvNetTrainer.Options Options(int epoch = 4, int seed = 5) => new()
    {
        FeatureColumnName = nameof(Picture.Pixels),
        ImageShape = Shape,
        Architecture = ConvNetArchitecture.Small,
        Epoch = epoch,
        BatchSize = 16,
        LearningRate = 0.005f,
        Seed = seed,
        NumberOfThreads = 2,
    };

    /// <summary>Kind to Label, training, and the predicted kind as text.</summary>
    public static IEstimator<ITransformer> Pipeline(MLContext mlContext, ConvNetTrainer.Options options) => mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Picture.Kind))
        .Append(mlContext.MulticlassClassification.Trainers.ConvNet(options))
        .Append(mlContext.Transforms.Conversion.MapKeyToValue(nameof(Prediction.PredictedKind), "PredictedLabel"));

    private static Picture Draw(Random random)
    {
        int kind = random.Next(3), place = random.Next(1, Size - 1);
        var pixels = new float[Size * Size];
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                bool isBright = kind switch { 0 => y == place, 1 => x == place, _ => (x + y) % Size == place };
                pixels[y * Size + x] = random.Next(60) + (isBright ? 150 : 0);
            }
        }

        return new Picture { Kind = s_names[kind], Pixels = pixels };
    }
}
