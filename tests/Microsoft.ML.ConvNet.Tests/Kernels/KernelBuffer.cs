using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Memory of exactly the size that a kernel is promised, first filled with NaN so that what was never written shows.</summary>
internal sealed unsafe class KernelBuffer : IDisposable
{
    private const int Canaries = 64;
    private const float Canary = -7.654321e30f;

    private readonly AlignedMemory? _memory;
    private readonly BoundedMemory? _bounded;

    public KernelBuffer(long length)
    {
        Length = checked((int)length);
        if (Placement == BufferPlacement.Canaries)
        {
            _memory = new AlignedMemory(length + 2 * Canaries);
            _memory.Span.Fill(Canary);
            Pointer = _memory.Pointer + Canaries;
        }
        else
        {
            _bounded = new BoundedMemory(length * sizeof(float), atEnd: Placement == BufferPlacement.BeforeGuardPage);
            Pointer = (float*)_bounded.Pointer;
        }

        Span.Fill(float.NaN);
    }

    public KernelBuffer(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    /// <summary>What surrounds new buffers. Set only at the start of a child process.</summary>
    public static BufferPlacement Placement { get; set; }

    public float* Pointer { get; }

    public int Length { get; }

    public Span<float> Span => new(Pointer, Length);

    public void Dispose()
    {
        _bounded?.Dispose();
        if (_memory is null) return;
        bool isWhole = !_memory.Span[..Canaries].ContainsAnyExcept(Canary) && !_memory.Span[^Canaries..].ContainsAnyExcept(Canary);
        _memory.Dispose();
        Assert.True(isWhole, "A kernel wrote outside its buffer.");
    }
}
