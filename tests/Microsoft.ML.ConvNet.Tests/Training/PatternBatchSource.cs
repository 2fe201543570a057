using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>A problem that a network can learn: one random pattern for each class, and rows that are their class's pattern plus noise.</summary>
internal sealed class PatternBatchSource : IBatchSource
{
    private readonly float[] _pixels;
    private readonly int[] _labels;
    private readonly float[] _weights;
    private readonly int[] _order;
    private readonly bool _shuffles;
    private int _next;

    /// <param name="stream">Which rows: sources with the same patterns but other noise differ in it.</param>
    public PatternBatchSource(ImageShape shape, int classCount, int rowCount, ulong stream = 0, float noise = 0.5f, bool shuffles = true, float weight = 1)
    {
        ImageShape = shape;
        ClassCount = classCount;
        RowCount = rowCount;
        _shuffles = shuffles;
        _pixels = new float[rowCount * shape.Size];
        _labels = new int[rowCount];
        _weights = new float[rowCount];
        _order = [.. Enumerable.Range(0, rowCount)];
        _weights.AsSpan().Fill(weight);
        for (int row = 0; row < rowCount; row++)
        {
            int label = _labels[row] = row % classCount;
            for (int pixel = 0; pixel < shape.Size; pixel++)
            {
                float pattern = CounterRandom.Normal(1, 0, (ulong)(label * shape.Size + pixel));
                _pixels[row * shape.Size + pixel] = pattern + noise * CounterRandom.Normal(2, stream, (ulong)(row * shape.Size + pixel));
            }
        }
    }

    public ImageShape ImageShape { get; }

    public int ClassCount { get; }

    public long RowCount { get; }

    public int BatchesRead { get; private set; }

    public void BeginEpoch(int epoch, long skippedRows = 0)
    {
        _next = (int)Math.Min(skippedRows, RowCount);
        if (!_shuffles) return;
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        for (int i = _order.Length - 1; i > 0; i--)
        {
            int other = (int)CounterRandom.Below(i + 1, 3, (ulong)epoch, (ulong)i);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }
    }

    public int NextBatch(MiniBatch batch)
    {
        int size = ImageShape.Size;
        int rows = Math.Min(batch.Labels.Length, _order.Length - _next);
        for (int i = 0; i < rows; i++, _next++)
        {
            int row = _order[_next];
            _pixels.AsSpan(row * size, size).CopyTo(batch.Pixels[(i * size)..]);
            batch.Labels[i] = _labels[row];
            batch.Weights[i] = _weights[row];
        }

        if (rows > 0) BatchesRead++;
        return rows;
    }

    public void Dispose()
    {
    }
}
