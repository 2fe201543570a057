using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>Rows whose values tell the row and the pass: pixel p of row r in pass e is 1000 e + r + p / 16.</summary>
internal sealed class FakeBatchSource(int rowCount) : IBatchSource
{
    private int _epoch = -1;
    private int _next;

    public ImageShape ImageShape => new(1, 2, 3);

    public int ClassCount => 5;

    public long RowCount => rowCount;

    public List<string> Calls { get; } = [];

    /// <summary>Called with the number of the first row before a batch is written.</summary>
    public Action<int>? BeforeBatch { get; init; }

    public Action? BeforeDispose { get; init; }

    public bool IsDisposed { get; private set; }

    public bool KeepsCalls { get; init; } = true;

    public void BeginEpoch(int epoch)
    {
        if (KeepsCalls) Calls.Add($"begin {epoch}");
        _epoch = epoch;
        _next = 0;
    }

    public int NextBatch(Span<float> pixels, Span<int> labels, Span<float> weights)
    {
        if (KeepsCalls) Calls.Add($"next {_next}");
        BeforeBatch?.Invoke(_next);
        int rows = Math.Min(labels.Length, rowCount - _next);
        for (int row = 0; row < rows; row++, _next++)
        {
            for (int pixel = 0; pixel < ImageShape.Size; pixel++) pixels[row * ImageShape.Size + pixel] = 1000 * _epoch + _next + pixel / 16f;
            labels[row] = _next % ClassCount;
            weights[row] = 1 + _next % 3;
        }

        return rows;
    }

    public void Dispose()
    {
        BeforeDispose?.Invoke();
        IsDisposed = true;
    }
}
