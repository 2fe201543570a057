namespace Microsoft.ML.ConvNet.Data;

/// <summary>Images of one shape with their classes and weights, in memory and in the order in which they were added.</summary>
/// <remarks>
/// A row takes C * H * W bytes when every value of the whole cache is a whole number from 0 to 255, else four times as many; and 4 bytes for the class and, if
/// there are weights, 4 for the weight. Rows are kept in chunks, so that no array comes near 2 GB, however many rows there are.
/// </remarks>
internal sealed class ImageCache
{
    /// <summary>Default bound of a chunk's pixels, in bytes.</summary>
    public const long DefaultChunkBytes = 1L << 26;

    private const int FirstCapacity = 64;

    private readonly List<ImageCacheChunk> _chunks = [];
    private readonly long? _expectedRows;
    private readonly int _rowsPerChunk;
    private readonly int _rowSize;

    /// <param name="shape">Shape of every image.</param>
    /// <param name="hasWeights">Whether rows have weights; else all are 1.</param>
    /// <param name="expectedRows">How many rows are likely to come, if known.</param>
    /// <param name="chunkBytes">Most bytes of pixels in one array; a chunk holds at least one row.</param>
    /// <param name="asFloats">Whether to keep floats from the start.</param>
    public ImageCache(ImageShape shape, bool hasWeights, long? expectedRows = null, long chunkBytes = DefaultChunkBytes, bool asFloats = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkBytes, 1);
        Shape = shape;
        HasWeights = hasWeights;
        _expectedRows = expectedRows;
        _rowSize = shape.Size;
        IsBytes = !asFloats;
        _rowsPerChunk = (int)Math.Clamp(chunkBytes / sizeof(float) / _rowSize, 1, Array.MaxLength / _rowSize);
    }

    public ImageShape Shape { get; }

    public bool HasWeights { get; }

    /// <summary>Number of rows.</summary>
    public long RowCount { get; private set; }

    /// <summary>Whether pixels are kept as bytes: so far every value was a whole number from 0 to 255.</summary>
    public bool IsBytes { get; private set; }

    /// <summary>Bytes of memory that the rows take.</summary>
    public long MemoryBytes => _chunks.Sum(chunk => chunk.MemoryBytes);

    /// <summary>The chunks in order; all but the last hold the same number of rows.</summary>
    public IReadOnlyList<ImageCacheChunk> Chunks => _chunks;

    /// <summary>Bytes of memory that a row takes.</summary>
    public static long RowBytes(ImageShape shape, bool asBytes, bool hasWeights) =>
        (long)shape.Size * (asBytes ? sizeof(byte) : sizeof(float)) + sizeof(int) + (hasWeights ? sizeof(float) : 0);

    /// <summary>The class of a row.</summary>
    public int Label(long row) => Find(row, out int index).Labels[index];

    /// <summary>The weight of a row.</summary>
    public float Weight(long row) => Find(row, out int index).Weights is { } weights ? weights[index] : 1f;

    /// <summary>Adds a row.</summary>
    /// <param name="pixels">Shape.Size finite values in H, W, C order.</param>
    /// <param name="label">Zero-based class.</param>
    /// <param name="weight">Example weight; must be 1 without weights.</param>
    public void Add(ReadOnlySpan<float> pixels, int label, float weight = 1)
    {
        var chunk = ChunkWithRoom();
        Write(chunk, chunk.Count, pixels, label, weight);
        chunk.Count++;
        RowCount++;
    }

    /// <summary>Adds a row unless the rows would then take more memory than the limit.</summary>
    /// <param name="limit">In bytes; the room that no row has taken does not count.</param>
    public bool TryAdd(ReadOnlySpan<float> pixels, int label, float weight, long limit)
    {
        if ((RowCount + 1) * RowBytes(Shape, IsBytes, HasWeights) > limit) return false;

        // A first row that is no bytes makes all of them floats.
        bool becomesFloats = IsBytes && (RowCount + 1) * RowBytes(Shape, asBytes: false, HasWeights) > limit && !AreBytes(pixels);
        if (becomesFloats) return false;
        Add(pixels, label, weight);
        return true;
    }

    /// <summary>Replaces a row, or adds one at the end.</summary>
    /// <param name="row">0 to RowCount.</param>
    public void Set(long row, ReadOnlySpan<float> pixels, int label, float weight)
    {
        if (row == RowCount)
        {
            Add(pixels, label, weight);
            return;
        }

        var chunk = Find(row, out int index);
        Write(chunk, index, pixels, label, weight);
    }

    /// <summary>Replaces a row by a copy of another.</summary>
    public void Copy(long source, long target)
    {
        var from = Find(source, out int fromIndex);
        var to = Find(target, out int toIndex);
        if (IsBytes) from.ByteRow(fromIndex).CopyTo(to.ByteRow(toIndex));
        else from.FloatRow(fromIndex).CopyTo(to.FloatRow(toIndex));
        to.Labels[toIndex] = from.Labels[fromIndex];
        to.Weights?[toIndex] = from.Weights![fromIndex];
    }

    /// <summary>Copies a row to a place of a mini-batch.</summary>
    public void Read(long row, RawRows rows, int place)
    {
        var chunk = Find(row, out int index);
        if (IsBytes) chunk.ByteRow(index).CopyTo(rows.ByteRow(place));
        else chunk.FloatRow(index).CopyTo(rows.FloatRow(place));
        rows.Numbers[place] = row;
        rows.Labels[place] = chunk.Labels[index];
        rows.Weights[place] = chunk.Weights is { } weights ? weights[index] : 1f;
    }

    private void Write(ImageCacheChunk chunk, int index, ReadOnlySpan<float> pixels, int label, float weight)
    {
        if (!IsBytes)
        {
            pixels.CopyTo(chunk.FloatRow(index));
        }
        else if (!TryConvertToBytes(pixels, chunk.ByteRow(index)))
        {
            foreach (var each in _chunks) each.ConvertToFloats();
            IsBytes = false;
            pixels.CopyTo(chunk.FloatRow(index));
        }

        chunk.Labels[index] = label;
        chunk.Weights?[index] = weight;
    }

    /// <summary>Gives back the room that no row has taken; called once all rows are in.</summary>
    public void TrimExcess()
    {
        if (_chunks.Count > 0 && _chunks[^1] is var last && last.Count < last.Capacity) last.Resize(last.Count);
    }

    /// <summary>The chunk that holds a row, and where in it.</summary>
    public ImageCacheChunk Find(long row, out int index)
    {
        var (chunk, rest) = Math.DivRem(row, _rowsPerChunk);
        index = (int)rest;
        return _chunks[(int)chunk];
    }

    private static bool AreBytes(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if ((byte)(int)value != value) return false;
        }

        return true;
    }

    private ImageCacheChunk ChunkWithRoom()
    {
        if (_chunks.Count == 0 || _chunks[^1].Count == _rowsPerChunk)
        {
            long likely = _expectedRows - RowCount ?? FirstCapacity;
            _chunks.Add(new ImageCacheChunk(_rowSize, (int)Math.Clamp(likely, 1, _rowsPerChunk), IsBytes, HasWeights));
        }
        else if (_chunks[^1] is var last && last.Count == last.Capacity)
        {
            last.Resize((int)Math.Min(2L * last.Capacity, _rowsPerChunk));
        }

        return _chunks[^1];
    }

    /// <summary>Converts values that all are whole numbers from 0 to 255; the bytes are undefined otherwise.</summary>
    public static bool TryConvertToBytes(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        for (int i = 0; i < values.Length; i++)
        {
            byte value = (byte)(int)values[i];
            if (value != values[i]) return false;
            bytes[i] = value;
        }

        return true;
    }
}
