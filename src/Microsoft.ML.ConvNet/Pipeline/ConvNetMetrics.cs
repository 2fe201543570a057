using System.Globalization;

namespace Microsoft.ML.ConvNet;

/// <summary>How training stands after an epoch; given to <see cref="ConvNetTrainerBase.OptionsBase.MetricsCallback"/>.</summary>
/// <remarks>Each epoch is reported once for the training rows and, when there are validation rows, once more for those.</remarks>
public sealed class ConvNetMetrics
{
    internal ConvNetMetrics()
    {
    }

    /// <summary>The rows that were measured.</summary>
    public enum Dataset
    {
        /// <summary>The training rows, measured batch by batch while the weights change.</summary>
        Train,

        /// <summary>The validation rows, measured with the weights at the end of the epoch.</summary>
        Validation,
    }

    /// <summary>The rows that the figures are about.</summary>
    public Dataset DatasetUsed { get; internal init; }

    /// <summary>The epoch, counted from 1.</summary>
    public int Epoch { get; internal init; }

    /// <summary>The number of epochs of the whole run.</summary>
    public int EpochCount { get; internal init; }

    /// <summary>The number of training batches processed since the run began.</summary>
    public long BatchProcessedCount { get; internal init; }

    /// <summary>The number of training steps (updates of the weights) since the run began; see <see cref="ConvNetTrainerBase.OptionsBase.GradientAccumulationSteps"/>.</summary>
    public long Step { get; internal init; }

    /// <summary>Share of the rows whose predicted label is right, 0 to 1; NaN for regression.</summary>
    public double Accuracy { get; internal init; }

    /// <summary>Mean cross-entropy (natural logarithm) over the rows; for regression the mean squared error, in squared standard deviations of the labels.</summary>
    public double CrossEntropy { get; internal init; }

    /// <summary>Learning rate of the epoch's last step.</summary>
    public double LearningRate { get; internal init; }

    /// <summary>Training images a second in this epoch, without validation.</summary>
    public double ImagesPerSecond { get; internal init; }

    /// <summary>Time since the run began.</summary>
    public TimeSpan Elapsed { get; internal init; }

    /// <summary>Estimated time to the end of the run.</summary>
    public TimeSpan Remaining { get; internal init; }

    /// <summary>The figures in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Epoch {Epoch}/{EpochCount}, {DatasetUsed}: {(double.IsNaN(Accuracy) ? "Squared Error" : $"Accuracy {Accuracy.ToString("F4", CultureInfo.InvariantCulture)}, Cross-Entropy")} {CrossEntropy:F4}, Learning Rate {LearningRate:G4}, {ImagesPerSecond:F0} images/s");
}
