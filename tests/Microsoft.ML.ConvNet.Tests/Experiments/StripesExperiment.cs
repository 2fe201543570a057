using Microsoft.ML.ConvNet.Tests.Pipeline;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>Experiments on small pictures that take no time.</summary>
internal static class StripesExperiment
{
    /// <summary>Networks that are trained in a moment.</summary>
    public sealed class Space : IConvNetSpace
    {
        [Range(1e-3f, 2e-2f, init: 5e-3f, logBase: true)]
        public float LearningRate { get; set; }

        [Choice(new object[] { 8, 16, 32 }, 16)]
        public int BatchSize { get; set; }

        [Choice(new object[] { "small_x0.25", "small_x0.5" }, "small_x0.25")]
        public string Architecture { get; set; } = "";

        public void ApplyTo(ConvNetTrainer.Options options)
        {
            options.Architecture = ConvNetArchitecture.Parse(Architecture);
            (options.LearningRate, options.BatchSize) = (LearningRate, BatchSize);
            options.Augmentation = Augmentations.RandomCrop(1);
        }
    }

    /// <summary>Of so many trials at most, with stages of 5 and 10 epochs of the first trial.</summary>
    public static ConvNetExperimentSettings Settings(int maxModels) => new()
    {
        MaxModels = maxModels,
        MaximumEpochs = 10,
        ReductionFactor = 2,
        Seed = 4,
        SearchSpace = ConvNetSearchSpace.Of<Space>(),
        TrainerOptions = new ConvNetTrainer.Options { FeatureColumnName = nameof(Stripes.Picture.Pixels), ImageShape = Stripes.Shape },
        NumberOfThreads = 2,
        ValidationSetFraction = 0.3f,
    };

    public static ConvNetExperimentResult Execute(ConvNetExperimentSettings settings, int pictures = 90, IProgress<ConvNetExperimentProgress>? progress = null, TimeProvider? time = null)
    {
        var mlContext = new MLContext(1);
        var data = mlContext.Data.LoadFromEnumerable(Stripes.Draw(pictures, 1));
        return Create(mlContext, settings, time).Execute(data, preFeaturizer: Keys(mlContext), progressHandler: progress);
    }

    public static ConvNetExperiment Create(MLContext mlContext, ConvNetExperimentSettings settings, TimeProvider? time = null) => new(mlContext.MulticlassClassification, settings, time);

    public static IEstimator<ITransformer> Keys(MLContext mlContext) => mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Stripes.Picture.Kind));

    /// <summary>The network's weights, the last part of a chain or alone.</summary>
    public static float[] WeightsOf(ConvNetRunDetail run) => WeightsOf(run.Model is IEnumerable<ITransformer> chain ? chain.OfType<ConvNetTransformer>().Single() : (ConvNetTransformer)run.Model!);

    public static float[] WeightsOf(ConvNetTransformer model) =>
        [.. model.Model.Weights.OrderBy(tensor => tensor.Key, StringComparer.Ordinal).SelectMany(tensor => tensor.Value.Values.ToArray())];

    /// <summary>A handler that is called at once, on the thread that reports.</summary>
    public sealed class Handler(Action<ConvNetExperimentProgress> handle) : IProgress<ConvNetExperimentProgress>
    {
        public void Report(ConvNetExperimentProgress value) => handle(value);
    }
}
