using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>Mini-batches with targets out of a source whose labels are numbers of a <see cref="TargetTable"/>; of a mixture of two images both targets are mixed too. A batch allocates nothing.</summary>
/// <param name="source">Disposed together with this one.</param>
/// <param name="targets">What the labels stand for.</param>
/// <param name="batchSize">Most rows that are asked for.</param>
internal sealed class TargetBatchSource(IBatchSource source, TargetTable targets, int batchSize) : IBatchSource
{
    private readonly int[] _labels = new int[batchSize];
    private readonly int[] _secondLabels = new int[batchSize];
    private readonly float[] _shares = [.. Enumerable.Repeat(1f, batchSize)];

    public ImageShape ImageShape => source.ImageShape;

    /// <summary>Targets of a row.</summary>
    public int ClassCount => targets.Width;

    public long RowCount => source.RowCount;

    public void BeginEpoch(int epoch, long skippedRows = 0) => source.BeginEpoch(epoch, skippedRows);

    public int NextBatch(MiniBatch batch)
    {
        int width = targets.Width;
        int room = Math.Min(Math.Min(batch.Targets.Length / width, batch.Weights.Length), batchSize);
        if (room == 0) throw new ArgumentException("There is no room for the targets of a single row.", nameof(batch));
        int rows = source.NextBatch(new MiniBatch
        {
            Pixels = batch.Pixels,
            Labels = _labels.AsSpan(0, room),
            Weights = batch.Weights,
            SecondLabels = _secondLabels.AsSpan(0, room),
            Shares = _shares.AsSpan(0, room),
        });
        for (int row = 0; row < rows; row++)
        {
            var own = batch.Targets.Slice(row * width, width);
            targets[_labels[row]].CopyTo(own);
            if (_shares[row] < 1) TensorPrimitives.Lerp(targets[_secondLabels[row]], own, _shares[row], own);
        }

        return rows;
    }

    public void Dispose() => source.Dispose();
}
