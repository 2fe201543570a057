namespace Microsoft.ML.ConvNet.Files;

/// <summary>Reads a given number of bytes of another stream, then ends; told of each byte that passes.</summary>
/// <param name="source">Where the bytes come from; left open.</param>
/// <param name="length">How many there are.</param>
/// <param name="onRead">Sees the bytes in order, or null.</param>
internal sealed class SectionStream(Stream source, long length, Action<ReadOnlySpan<byte>>? onRead = null) : Stream
{
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Whether the source ended before the section did.</summary>
    public bool IsCutShort { get; private set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, length - _position);
        if (wanted == 0) return 0;
        int read = source.Read(buffer[..wanted]);
        IsCutShort |= read == 0;
        onRead?.Invoke(buffer[..read]);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads the rest of the section.</summary>
    public void SkipToEnd()
    {
        var block = new byte[1 << 12];
        while (Read(block) > 0)
        {
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
