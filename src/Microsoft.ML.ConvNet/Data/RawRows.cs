namespace Microsoft.ML.ConvNet.Data;

/// <summary>The rows of a mini-batch as the data have them, not yet standardised or augmented.</summary>
internal sealed class RawRows
{
    private readonly int _rowSize;
    private byte[] _bytes = [];
    private float[] _floats = [];

    /// <param name="capacity">Most rows.</param>
    /// <param name="rowSize">Values of a row.</param>
    public RawRows(int capacity, int rowSize)
    {
        _rowSize = rowSize;
        Numbers = new long[capacity];
        Labels = new int[capacity];
        Weights = new float[capacity];
    }

    /// <summary>Room in rows.</summary>
    public int Capacity => Labels.Length;

    /// <summary>Rows that were read; 0 at the end of a pass.</summary>
    public int Count { get; set; }

    /// <summary>The epoch that they were read for, zero-based.</summary>
    public int Epoch { get; set; }

    /// <summary>The number of each row in its data set.</summary>
    public long[] Numbers { get; }

    /// <summary>Zero-based classes.</summary>
    public int[] Labels { get; }

    /// <summary>Example weights.</summary>
    public float[] Weights { get; }

    /// <summary>The pixels of a row, if the data are kept as bytes.</summary>
    public Span<byte> ByteRow(int row)
    {
        if (_bytes.Length == 0) _bytes = new byte[checked(Capacity * _rowSize)];
        return _bytes.AsSpan(row * _rowSize, _rowSize);
    }

    /// <summary>The pixels of a row, if the data are kept as floats.</summary>
    public Span<float> FloatRow(int row)
    {
        if (_floats.Length == 0) _floats = new float[checked(Capacity * _rowSize)];
        return _floats.AsSpan(row * _rowSize, _rowSize);
    }
}
