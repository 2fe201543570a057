namespace Microsoft.ML.ConvNet.Training;

/// <summary>Where a run stands between two of its steps.</summary>
/// <param name="CompletedEpochs">Epochs that have ended, evaluation included; also the zero-based number of the one that is under way.</param>
/// <param name="Batches">Batches of the whole run.</param>
/// <param name="Steps">Updates of the weights in the whole run.</param>
/// <param name="Totals">What the epoch that is under way has come to.</param>
/// <param name="LearningRate">Rate of the last step that has begun.</param>
internal readonly record struct TrainingPosition(int CompletedEpochs, long Batches, long Steps, EpochTotals Totals, double LearningRate)
{
    /// <summary>After a step.</summary>
    public TrainingPosition AfterStep(EpochTotals step) =>
        this with { Batches = Batches + step.Batches, Steps = Steps + 1, Totals = Totals + step };

    /// <summary>At the start of the next epoch.</summary>
    public TrainingPosition AfterEpoch() => this with { CompletedEpochs = CompletedEpochs + 1, Totals = default };
}
