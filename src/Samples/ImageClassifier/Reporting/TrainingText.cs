using System.Globalization;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Reporting;

/// <summary>Words for figures of training.</summary>
internal static class TrainingText
{
    /// <summary>For example <c>Epoch 3/10: loss 0.1234, accuracy 97.12 %, 5,120 images/s, 12 s left</c>.</summary>
    public static string Of(ConvNetMetrics metrics) => metrics.DatasetUsed == ConvNetMetrics.Dataset.Validation
        ? Format($"Epoch {metrics.Epoch}/{metrics.EpochCount}: validation loss {metrics.CrossEntropy:F4}, accuracy {Percent(metrics.Accuracy)}")
        : Format($"Epoch {metrics.Epoch}/{metrics.EpochCount}: loss {metrics.CrossEntropy:F4}, accuracy {Percent(metrics.Accuracy)}, ")
            + $"{Rate(metrics.ImagesPerSecond)}, {Duration(metrics.Remaining)} left";

    /// <summary>For example <c>Epoch 1/10: 12,800 of 60,000 pictures, loss 0.5210, 510 images/s, 3 min left</c>.</summary>
    public static string Of(ConvNetProgress progress) =>
        Format($"Epoch {progress.Epoch}/{progress.EpochCount}: {progress.RowsDone:N0} of {progress.RowCount:N0} pictures, loss {progress.Loss:F4}, ")
        + $"{Rate(progress.ImagesPerSecond)}, {Duration(progress.Remaining)} left";

    /// <summary>For example <c>Stopped after epoch 9; the model has the weights of epoch 6, the best on the validation pictures</c>; null when all went its usual way.</summary>
    public static string? End(TrainingHistory history)
    {
        bool isLast = history.ModelEpoch == history.Epochs.Length;
        if (history.End == TrainingEnd.Completed && isLast) return null;
        string what = history.End switch
        {
            TrainingEnd.Completed => "All epochs were trained",
            TrainingEnd.StoppedEarly => $"Stopped after epoch {history.Epochs.Length}",
            TrainingEnd.Diverged => $"The loss was no longer a number after epoch {history.Epochs.Length}",
            _ => $"Cancelled after epoch {history.Epochs.Length}",
        };
        return $"{what}; the model has the weights of epoch {history.ModelEpoch}{(isLast ? "" : ", the best on the validation pictures")}";
    }

    /// <summary>A share from 0 to 1 in percent.</summary>
    public static string Percent(double share) => Format($"{share * 100:F2} %");

    /// <summary>For example <c>5,120 images/s</c>.</summary>
    public static string Rate(double imagesPerSecond) => Format($"{imagesPerSecond:N0} images/s");

    /// <summary>For example <c>54 s</c>, <c>2 min 5 s</c> or <c>1 h 20 min</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        TimeSpan rounded = TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));
        return rounded switch
        {
            { TotalMinutes: < 1 } => $"{rounded.Seconds} s",
            { TotalHours: < 1 } => $"{rounded.Minutes} min {rounded.Seconds} s",
            _ => Format($"{(int)rounded.TotalHours} h {rounded.Minutes} min"),
        };
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
