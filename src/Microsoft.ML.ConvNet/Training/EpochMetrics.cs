namespace Microsoft.ML.ConvNet.Training;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">One-based.</param>
/// <param name="EpochCount">Epochs of the whole run.</param>
/// <param name="LearningRate">Rate of the epoch's last step.</param>
/// <param name="Loss">Mean training loss over the epoch's batches, as they were trained.</param>
/// <param name="Accuracy">Share of hits in the same batches, 0 to 1.</param>
/// <param name="ValidationLoss">Mean loss on the validation rows, or null.</param>
/// <param name="ValidationAccuracy">Share of hits on the validation rows, or null.</param>
/// <param name="ImagesPerSecond">Training rows a second, without validation.</param>
/// <param name="Elapsed">Time since the run began.</param>
/// <param name="Remaining">Estimated time to the end of the run.</param>
internal sealed record EpochMetrics(
    int Epoch, int EpochCount, double LearningRate, double Loss, double Accuracy, double? ValidationLoss, double? ValidationAccuracy,
    double ImagesPerSecond, TimeSpan Elapsed, TimeSpan Remaining);
