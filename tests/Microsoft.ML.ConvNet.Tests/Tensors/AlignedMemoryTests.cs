using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Tensors;

public unsafe class AlignedMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void IsZeroedAndAligned(int length)
    {
        using var memory = new AlignedMemory(length);
        Assert.Equal(length, memory.Length);
        Assert.Equal(length, memory.Span.Length);
        Assert.Equal(0, (nint)memory.Pointer % (AlignedMemory.AlignmentFloats * sizeof(float)));
        Assert.False(memory.Span.ContainsAnyExcept(0f));
    }

    [Fact]
    public void CannotBeUsedOnceDisposed()
    {
        var memory = new AlignedMemory(5);
        memory.Dispose();
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _ = (nint)memory.Pointer);
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedMemory(-1));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 32)]
    public void AlignsToACacheLine(long floats, long aligned) => Assert.Equal(aligned, AlignedMemory.Align(floats));
}
