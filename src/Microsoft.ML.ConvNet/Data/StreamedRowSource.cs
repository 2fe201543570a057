using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>
/// The rows of a data set that is read again in every epoch: in its own order, or shuffled through a buffer. The buffer is filled with the first rows; every row that is
/// given is drawn from it, and the next row of the data takes its place.
/// </summary>
/// <remarks>The order of an epoch depends on the seed, the epoch, the size of the buffer and the data's own order.</remarks>
internal sealed class StreamedRowSource : IRowSource
{
    private const string NoByte = "a pixel is no whole number from 0 to 255, as all were before";

    private readonly ulong _seed;
    private readonly int _bufferRows;
    private readonly bool _shuffles;
    private readonly Action? _throwIfCancelled;
    private ImageCache? _buffer;
    private long[] _numbers = [];
    private ImageRowCursor? _cursor;
    private int _epoch;
    private int _buffered;
    private ulong _drawn;

    /// <param name="seed">Of the order; null for the data's own.</param>
    /// <param name="bufferRows">Rows of the buffer, at least 1.</param>
    /// <param name="throwIfCancelled">Called before every row that is read.</param>
    public StreamedRowSource(ImageDataSet data, ulong? seed, long bufferRows, Action? throwIfCancelled = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferRows, 1);
        Data = data;
        _shuffles = seed is not null;
        _seed = seed ?? 0;
        _bufferRows = (int)Math.Min(Math.Min(bufferRows, data.RowCount), Array.MaxLength);
        _throwIfCancelled = throwIfCancelled;
    }

    public ImageDataSet Data { get; }

    /// <summary>Bytes of memory that the rows of the buffer take.</summary>
    public long BufferBytes => _buffer?.MemoryBytes ?? 0;

    public void BeginEpoch(int epoch, long skippedRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        _cursor?.Dispose();
        _cursor = Data.OpenRows(_throwIfCancelled);
        _epoch = epoch;
        _drawn = 0;
        _buffered = 0;
        if (_shuffles) FillBuffer();
        for (long row = 0; row < skippedRows && TakeNext(null, 0); row++)
        {
        }
    }

    public void Read(RawRows rows)
    {
        rows.Epoch = _epoch;
        rows.Count = 0;
        while (_cursor is not null && rows.Count < rows.Capacity && TakeNext(rows, rows.Count)) rows.Count++;
    }

    public void Dispose()
    {
        _cursor?.Dispose();
        _cursor = null;
    }

    /// <summary>Moves to the next row of the pass and, unless it is left out, copies it.</summary>
    private bool TakeNext(RawRows? rows, int index)
    {
        if (!_shuffles)
        {
            if (!MoveNext()) return false;
            if (rows is not null) Copy(rows, index);
            return true;
        }

        if (_buffered == 0) return false;
        int place = (int)CounterRandom.Below(_buffered, _seed, ShuffleStreams.Streamed + (ulong)_epoch, _drawn++);
        if (rows is not null)
        {
            _buffer!.Read(place, rows, index);
            rows.Numbers[index] = _numbers[place];
        }

        // At the end of the data the buffer runs empty from behind.
        if (MoveNext()) Put(place);
        else MoveLast(place, --_buffered);
        return true;
    }

    private void FillBuffer()
    {
        _buffer ??= new ImageCache(Data.ImageShape, Data.HasWeights, _bufferRows, Data.ChunkBytes, asFloats: !Data.IsBytes);
        if (_numbers.Length == 0) _numbers = new long[_bufferRows];
        while (_buffered < _bufferRows && MoveNext()) Put(_buffered++);
    }

    private void Put(int place)
    {
        _buffer!.Set(place, _cursor!.Pixels, _cursor.Label, _cursor.Weight);
        _numbers[place] = _cursor.Index;
        if (_buffer.IsBytes == Data.IsBytes) return;
        _buffer = null;
        throw Changed(NoByte);
    }

    private void MoveLast(int place, int last)
    {
        _buffer!.Copy(last, place);
        _numbers[place] = _numbers[last];
    }

    private void Copy(RawRows rows, int index)
    {
        rows.Numbers[index] = _cursor!.Index;
        rows.Labels[index] = _cursor.Label;
        rows.Weights[index] = _cursor.Weight;
        if (!Data.IsBytes) _cursor.Pixels.CopyTo(rows.FloatRow(index));
        else if (!ImageCache.TryConvertToBytes(_cursor.Pixels, rows.ByteRow(index))) throw Changed(NoByte);
    }

    private bool MoveNext()
    {
        if (_cursor!.MoveNext())
        {
            if (_cursor.Index >= Data.RowCount) throw Changed($"there are more rows than the {Data.RowCount} of the first time");
            return true;
        }

        if (_cursor.Index + 1 < Data.RowCount) throw Changed($"there are {_cursor.Index + 1} usable rows, and there were {Data.RowCount} the first time");
        return false;
    }

    private InvalidOperationException Changed(string what)
    {
        var exception = new InvalidOperationException($"The data do not fit into {nameof(ConvNetTrainer.Options.CacheLimit)} and are read again in every epoch, but have changed: {what}.");
        return Data.Name is { } name ? SchemaErrors.In(name, exception) : exception;
    }
}
