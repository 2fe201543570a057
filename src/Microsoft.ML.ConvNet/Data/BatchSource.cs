using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Mini-batches out of an <see cref="ImageDataSet"/>: shuffled anew every epoch, or in the data's own order. A batch allocates nothing.</summary>
/// <remarks>Shuffling takes 4 bytes a row. The order of an epoch depends on the seed, the epoch and the number of rows, on nothing else.</remarks>
internal sealed class BatchSource : IBatchSource
{
    /// <summary>Keeps the random numbers of shuffling apart from others drawn with the same seed; the epoch is added.</summary>
    private const ulong ShuffleStream = 0x5348_5546_0000_0000UL;

    private readonly ImageCache _cache;
    private readonly PixelStatistics _statistics;
    private readonly float[] _byteTable;
    private readonly int[]? _order;
    private readonly ulong _seed;
    private long _position;

    private BatchSource(ImageDataSet data, PixelStatistics statistics, int[]? order, ulong seed)
    {
        if (statistics.Channels != data.ImageShape.Channels)
            throw new ArgumentException($"There are statistics of {statistics.Channels} channels for images of {data.ImageShape}.", nameof(statistics));
        _cache = data.Cache;
        ClassCount = data.ClassCount;
        _statistics = statistics;
        _byteTable = statistics.ByteTable();
        _order = order;
        _seed = seed;
        _position = data.Cache.RowCount;
    }

    public ImageShape ImageShape => _cache.Shape;

    public int ClassCount { get; }

    public long RowCount => _cache.RowCount;

    /// <summary>A source for training: a new order in every epoch.</summary>
    /// <exception cref="InvalidOperationException">There are more rows than an array can hold.</exception>
    public static BatchSource Shuffled(ImageDataSet data, PixelStatistics statistics, ulong seed)
    {
        if (data.Cache.RowCount > Array.MaxLength)
            throw new InvalidOperationException($"There are {data.Cache.RowCount} rows; at most {Array.MaxLength} can be shuffled.");
        return new BatchSource(data, statistics, new int[data.Cache.RowCount], seed);
    }

    /// <summary>A source for validation: the data's own order.</summary>
    public static BatchSource Sequential(ImageDataSet data, PixelStatistics statistics) => new(data, statistics, null, 0);

    public void BeginEpoch(int epoch, long skippedRows = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        _position = Math.Min(skippedRows, RowCount);
        if (_order is null) return;

        // Fisher-Yates from the rows' own order, so that no epoch depends on an earlier one.
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        for (int i = _order.Length - 1; i > 0; i--)
        {
            int other = (int)CounterRandom.Below(i + 1L, _seed, ShuffleStream + (ulong)epoch, (ulong)i);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }
    }

    public int NextBatch(MiniBatch batch)
    {
        int rowSize = _cache.Shape.Size;
        int room = Math.Min(Math.Min(batch.Labels.Length, batch.Weights.Length), batch.Pixels.Length / rowSize);
        if (room == 0) throw new ArgumentException("There is no room for a single row.", nameof(batch));

        int rows = (int)Math.Min(room, RowCount - _position);
        for (int i = 0; i < rows; i++, _position++)
        {
            long row = _order is null ? _position : _order[_position];
            var chunk = _cache.Find(row, out int index);
            var target = batch.Pixels.Slice(i * rowSize, rowSize);
            if (_cache.IsBytes)
            {
                StandardizeBytes(chunk.ByteRow(index), target);
            }
            else
            {
                chunk.FloatRow(index).CopyTo(target);
                _statistics.Standardize(target);
            }

            batch.Labels[i] = chunk.Labels[index];
            batch.Weights[i] = chunk.Weights is { } all ? all[index] : 1f;
        }

        return rows;
    }

    public void Dispose()
    {
        // Nothing but managed memory, which belongs to the data set.
    }

    private void StandardizeBytes(ReadOnlySpan<byte> source, Span<float> target)
    {
        int channels = _statistics.Channels;
        for (int channel = 0; channel < channels; channel++)
        {
            // A span of exactly 256 entries: a byte is always inside, and the compiler knows.
            var table = _byteTable.AsSpan(channel * 256, 256);
            for (int i = channel; i < target.Length; i += channels) target[i] = table[source[i]];
        }
    }
}
