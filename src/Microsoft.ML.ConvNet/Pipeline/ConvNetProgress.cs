namespace Microsoft.ML.ConvNet;

/// <summary>How far training has come after a batch; given to <see cref="ConvNetTrainerBase.OptionsBase.ProgressCallback"/>.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="EpochCount">The number of epochs of the whole run.</param>
/// <param name="RowsDone">Rows of this epoch that have been trained.</param>
/// <param name="RowCount">Rows of one epoch.</param>
/// <param name="Loss">Mean loss of the batch.</param>
/// <param name="ImagesPerSecond">Training images a second since the run began.</param>
/// <param name="Remaining">Estimated time to the end of the run.</param>
public readonly record struct ConvNetProgress(int Epoch, int EpochCount, long RowsDone, long RowCount, double Loss, double ImagesPerSecond, TimeSpan Remaining);
