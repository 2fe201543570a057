using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Networks;
using Microsoft.ML.ConvNet.Pipeline.Averaging;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>All that a model file holds.</summary>
/// <param name="Settings">Columns, how images are read, how scoring runs.</param>
/// <param name="Network">The definition.</param>
/// <param name="Weights">Its parameters and running statistics.</param>
/// <param name="Statistics">Mean and deviation of each channel.</param>
/// <param name="LabelValues">What the classes stand for, or null.</param>
/// <param name="History">How it was trained, or null.</param>
/// <param name="TargetStatistics">Mean and deviation of each number of the labels, for regression; else null.</param>
internal sealed record ModelContent(
    ModelSettings Settings, Network Network, Weights Weights, PixelStatistics Statistics, LabelValues? LabelValues, TrainingHistory? History = null,
    PixelStatistics? TargetStatistics = null)
{
    /// <summary>The network as scoring evaluates it, and for how many views of an image.</summary>
    private (Network Network, ImmutableArray<ImageView> Views) Scored
    {
        get
        {
            if (Settings.TestTimeEvaluation is not { } evaluation) return (Network, [default]);
            var network = evaluation.NetworkOf(Network);
            return (network, evaluation.ViewsOf(evaluation.ImageShape(Network.InputShape), network.InputShape));
        }
    }

    /// <summary>Multiply-adds of scoring an image.</summary>
    public long MultiplyAdds => Scored.Network.MultiplyAdds * Scored.Views.Length;

    /// <summary>Packs the weights for scoring.</summary>
    public IScoringPlanFactory CreatePlans()
    {
        var (network, views) = Scored;
        var task = LearningTask.Of(Settings.Task);
        bool isMap = Settings.TestTimeEvaluation is { Views: TestTimeViews.Dense };
        var plans = new NetworkScoringPlanFactory(
            network, isMap ? FullyConvolutional.Convert(network, Weights) : Weights, task.CreateScoreMap(this), Settings.NumberOfThreads ?? Environment.ProcessorCount,
            Settings.ExactConvolution, isMap ? task : null);
        return views.Length == 1 ? plans : new MultiViewScoringPlanFactory(plans, views, Settings.Image.Shape!.Value, network.InputShape, task, Network.OutputShape.Size);
    }

    /// <summary>The model with another way of scoring.</summary>
    /// <exception cref="ArgumentException">The network cannot be evaluated like this; the message says why.</exception>
    public ModelContent With(TestTimeEvaluation? evaluation)
    {
        evaluation?.NetworkOf(Network);
        return this with { Settings = Settings.With(evaluation, Network.InputShape) };
    }
}
