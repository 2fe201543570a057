namespace Microsoft.ML.ConvNet.Data;

/// <summary>A run of rows of an <see cref="ImageCache"/>: pixels (as bytes or as floats), classes and weights.</summary>
internal sealed class ImageCacheChunk
{
    private readonly int _rowSize;

    public ImageCacheChunk(int rowSize, int capacity, bool asBytes, bool hasWeights)
    {
        _rowSize = rowSize;
        Labels = new int[capacity];
        if (hasWeights) Weights = new float[capacity];
        if (asBytes) Bytes = GC.AllocateUninitializedArray<byte>(checked(capacity * rowSize));
        else Floats = GC.AllocateUninitializedArray<float>(checked(capacity * rowSize));
    }

    /// <summary>Rows in use.</summary>
    public int Count { get; set; }

    /// <summary>Rows that there is room for.</summary>
    public int Capacity => Labels.Length;

    /// <summary>Zero-based classes.</summary>
    public int[] Labels { get; private set; }

    /// <summary>Example weights, or null when all are 1.</summary>
    public float[]? Weights { get; private set; }

    /// <summary>Pixels, if all values are whole numbers from 0 to 255; else null.</summary>
    public byte[]? Bytes { get; private set; }

    /// <summary>Pixels, if they are not kept as bytes; else null.</summary>
    public float[]? Floats { get; private set; }

    /// <summary>Bytes of memory that the arrays take.</summary>
    public long MemoryBytes =>
        sizeof(int) * (long)Labels.Length + sizeof(float) * (long)(Weights?.Length ?? 0) + (Bytes?.Length ?? 0) + sizeof(float) * (long)(Floats?.Length ?? 0);

    /// <summary>Pixels of one row, when kept as bytes.</summary>
    public Span<byte> ByteRow(int row) => Bytes.AsSpan(row * _rowSize, _rowSize);

    /// <summary>Pixels of one row, when kept as floats.</summary>
    public Span<float> FloatRow(int row) => Floats.AsSpan(row * _rowSize, _rowSize);

    /// <summary>Changes the room to this many rows and keeps the rows in use.</summary>
    public void Resize(int capacity)
    {
        Labels = Resized(Labels, capacity, 1);
        if (Weights is not null) Weights = Resized(Weights, capacity, 1);
        if (Bytes is not null) Bytes = Resized(Bytes, capacity, _rowSize);
        if (Floats is not null) Floats = Resized(Floats, capacity, _rowSize);
    }

    /// <summary>Keeps the pixels as floats from now on.</summary>
    public void ConvertToFloats()
    {
        if (Bytes is null) return;
        var floats = GC.AllocateUninitializedArray<float>(Bytes.Length);
        for (int i = 0; i < Count * _rowSize; i++) floats[i] = Bytes[i];
        Floats = floats;
        Bytes = null;
    }

    private T[] Resized<T>(T[] old, int capacity, int size)
    {
        var resized = GC.AllocateUninitializedArray<T>(checked(capacity * size));
        old.AsSpan(0, Count * size).CopyTo(resized);
        return resized;
    }
}
