using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Tests.Pipeline;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.ConvNet.Tests.Reports;

/// <summary>Trials that nobody ran.</summary>
internal static class ReportTrials
{
    /// <summary>What was searched: of three options one has a name around it, and one has but one candidate.</summary>
    public sealed class Space : IConvNetSpace
    {
        [Range(1e-4f, 1e-2f, init: 1e-3f, logBase: true)]
        public float Rate { get; set; } = 1e-3f;

        [Choice(new object[] { "small", "<large>" }, "small")]
        public string Network { get; set; } = "small";

        [Choice(new object[] { 64 }, 64)]
        public int BatchSize { get; set; } = 64;

        [NestOption]
        public InnerSpace Inner { get; set; } = new();

        public void ApplyTo(ConvNetTrainer.Options options)
        {
        }

        public sealed class InnerSpace
        {
            [BooleanChoice(false)]
            public bool IsFlipped { get; set; }
        }
    }

    public static ConvNetRunDetail Trial(
        int number, double? metric, ConvNetRunState state = ConvNetRunState.Completed, string? reason = null, float rate = 1e-3f, string network = "small", int epochs = 3, ITransformer? model = null, double logLoss = 1) =>
        new(() => model, () => null, () => throw new NotSupportedException(), () => throw new NotSupportedException())
        {
            Trial = number,
            State = state,
            TrainerName = $"ConvNet {network}",
            Parameters = new Dictionary<string, object> { ["Rate"] = rate, ["Network"] = network, ["BatchSize"] = 64, ["Inner.IsFlipped"] = number % 2 == 0 },
            Epochs = metric is null ? 0 : epochs,
            MaximumEpochs = 9,
            Metric = metric,
            LogLoss = metric is null ? null : logLoss,
            RuntimeInSeconds = 12.34,
            TrainingHistory = metric is null ? null : History(epochs, metric.Value),
            FailureReason = reason,
            Exception = null,
        };

    public static ConvNetExperimentResult Result(
        IEnumerable<ConvNetRunDetail> trials, ConvNetExperimentMetric metric = ConvNetExperimentMetric.MicroAccuracy, IDataView? validation = null)
    {
        ImmutableArray<ConvNetRunDetail> all = [.. trials];
        double sign = metric == ConvNetExperimentMetric.LogLoss ? 1 : -1;
        return new ConvNetExperimentResult
        {
            BestRun = all.Where(trial => trial.Metric is not null).MinBy(trial => sign * trial.Metric)!,
            RunDetails = all,
            End = ConvNetExperimentEnd.TimeIsUp,
            OptimizingMetric = metric,
            TopK = 5,
            SearchSpace = ConvNetSearchSpace.Of<Space>(),
            ValidationSet = validation ?? new TestView(0, TestColumn.Images()),
            LabelColumnName = "Label",
            Seed = 17,
            Duration = TimeSpan.FromSeconds(75),
        };
    }

    private static TrainingHistory History(int epochs, double last) => new(
        [.. Enumerable.Range(1, epochs).Select(epoch => new EpochMetrics
        {
            Epoch = epoch,
            Step = epoch,
            LearningRate = 0.001,
            Loss = 1.0 / epoch,
            Accuracy = 0.5,
            ValidationLoss = 1.5 / epoch,
            ValidationAccuracy = last * epoch / epochs,
            ImagesPerSecond = 100,
            Elapsed = TimeSpan.FromSeconds(epoch),
        })],
        epochs,
        TrainingEnd.Completed);
}
