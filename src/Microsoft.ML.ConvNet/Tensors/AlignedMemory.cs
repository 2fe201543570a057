using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Tensors;

/// <summary>Zeroed single-precision memory outside the managed heap, aligned to a cache line.</summary>
internal sealed unsafe class AlignedMemory : IDisposable
{
    /// <summary>A cache line, and a full AVX-512 vector, in floats.</summary>
    public const int AlignmentFloats = 16;

    private const int Alignment = AlignmentFloats * sizeof(float);
    private readonly bool _isMeasured;
    private float* _pointer;

    /// <param name="length">Number of floats.</param>
    /// <param name="isMeasured">Whether only to measure: nothing is allocated, and the pointer must not be followed.</param>
    public AlignedMemory(long length, bool isMeasured = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _isMeasured = isMeasured;
        if (isMeasured)
        {
            _pointer = (float*)Alignment;
            GC.SuppressFinalize(this);
            return;
        }

        nuint bytes = (nuint)Math.Max(length, 1) * sizeof(float);
        _pointer = (float*)NativeMemory.AlignedAlloc(bytes, bytes < HugePages.Size ? Alignment : HugePages.Size);
        if (bytes >= HugePages.Size) HugePages.Advise(_pointer, bytes);
        NativeMemory.Clear(_pointer, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    ~AlignedMemory() => Free();

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    public float* Pointer => _pointer != null ? _pointer : throw new ObjectDisposedException(nameof(AlignedMemory));

    public Span<float> Span => new(Pointer, checked((int)Length));

    /// <summary>The next multiple of a cache line.</summary>
    public static long Align(long floats) => (floats + AlignmentFloats - 1) / AlignmentFloats * AlignmentFloats;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_pointer == null || _isMeasured) return;
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
        GC.RemoveMemoryPressure(Math.Max(Length, 1) * sizeof(float));
    }
}
