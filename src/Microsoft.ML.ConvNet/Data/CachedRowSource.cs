using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>The rows of a data set in memory: shuffled anew in every epoch, or in the data's own order.</summary>
/// <remarks>Shuffling takes 4 bytes a row. The order of an epoch depends on the seed, the epoch and the number of rows, on nothing else.</remarks>
internal sealed class CachedRowSource : IRowSource
{
    private readonly ImageCache _cache;
    private readonly int[]? _order;
    private readonly ulong _seed;
    private int _epoch;
    private long _position;

    /// <param name="data">A data set that is in memory.</param>
    /// <param name="seed">Of the order; null for the data's own.</param>
    /// <exception cref="InvalidOperationException">There are more rows than an array can hold.</exception>
    public CachedRowSource(ImageDataSet data, ulong? seed)
    {
        Data = data;
        _cache = data.Cache;
        _seed = seed ?? 0;
        _position = _cache.RowCount;
        if (seed is null) return;
        if (_cache.RowCount > Array.MaxLength) throw new InvalidOperationException($"There are {_cache.RowCount} rows; at most {Array.MaxLength} can be shuffled.");
        _order = new int[_cache.RowCount];
    }

    public ImageDataSet Data { get; }

    public void BeginEpoch(int epoch, long skippedRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        _epoch = epoch;
        _position = Math.Min(skippedRows, _cache.RowCount);
        if (_order is null) return;

        // Fisher-Yates from the rows' own order, so that no epoch depends on an earlier one.
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        for (int i = _order.Length - 1; i > 0; i--)
        {
            int other = (int)CounterRandom.Below(i + 1L, _seed, ShuffleStreams.Cached + (ulong)epoch, (ulong)i);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }
    }

    public void Read(RawRows rows)
    {
        rows.Epoch = _epoch;
        rows.Count = (int)Math.Min(rows.Capacity, _cache.RowCount - _position);
        for (int i = 0; i < rows.Count; i++, _position++) _cache.Read(_order is null ? _position : _order[_position], rows, i);
    }

    public void Dispose()
    {
        // Nothing but managed memory, which belongs to the data set.
    }
}
