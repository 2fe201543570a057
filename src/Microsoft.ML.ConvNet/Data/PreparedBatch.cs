using System.Runtime.ExceptionServices;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>A mini-batch that is prepared ahead: its raw rows, and what the network takes.</summary>
internal sealed class PreparedBatch(int capacity, int rowSize)
{
    private readonly float[] _pixels = new float[checked(capacity * rowSize)];
    private readonly int[] _labels = new int[capacity];
    private readonly float[] _weights = new float[capacity];
    private readonly int[] _secondLabels = new int[capacity];
    private readonly float[] _shares = [.. Enumerable.Repeat(1f, capacity)];

    public RawRows Raw { get; } = new(capacity, rowSize);

    /// <summary>Whether it can be taken.</summary>
    public bool IsReady { get; set; }

    /// <summary>What went wrong while it was prepared.</summary>
    public ExceptionDispatchInfo? Failure { get; set; }

    /// <summary>Its memory.</summary>
    public MiniBatch Batch => new() { Pixels = _pixels, Labels = _labels, Weights = _weights, SecondLabels = _secondLabels, Shares = _shares };

    /// <summary>Copies the rows to a caller's memory.</summary>
    /// <returns>The number of rows.</returns>
    public int CopyTo(MiniBatch batch)
    {
        int count = Raw.Count;
        _pixels.AsSpan(0, count * rowSize).CopyTo(batch.Pixels);
        _labels.AsSpan(0, count).CopyTo(batch.Labels);
        _weights.AsSpan(0, count).CopyTo(batch.Weights);
        if (batch.Shares.IsEmpty) return count;
        _secondLabels.AsSpan(0, count).CopyTo(batch.SecondLabels);
        _shares.AsSpan(0, count).CopyTo(batch.Shares);
        return count;
    }
}
