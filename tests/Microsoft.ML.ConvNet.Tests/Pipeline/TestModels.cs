using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Models that nobody trained, with the fake engine.</summary>
internal static class TestModels
{
    public const int ClassCount = 3;

    public static ImageShape Shape { get; } = new(1, 4, 4);

    public static ModelContent Content(Func<ModelSettings, ModelSettings>? change = null, LabelValues? labelValues = null)
    {
        var settings = new ModelSettings
        {
            LabelColumnName = "Label",
            FeatureColumnName = "Features",
            FeatureColumnType = new VectorDataViewType(NumberDataViewType.Single, 1, 4, 4),
            ScoreColumnName = "Score",
            PredictedLabelColumnName = "PredictedLabel",
            Image = new ImageColumnOptions { Shape = Shape, Layout = PixelLayout.Planar },
            LookAhead = 4,
        };
        var network = new NetworkBuilder(Shape).Convolution(2, 3).ReLU().Flatten().Dense(ClassCount).Build();
        return new ModelContent(change?.Invoke(settings) ?? settings, network, network.InitializeWeights(1), PixelStatistics.Identity(1), labelValues);
    }

    public static ConvNetTransformer Transformer(ScoringCounters? counters = null, Func<ModelSettings, ModelSettings>? change = null, LabelValues? labelValues = null)
    {
        counters ??= new ScoringCounters();
        return new ConvNetTransformer(Content(change, labelValues), new ScoringPool(() => new FakePlanFactory(Shape.Size, ClassCount, counters)));
    }
}
