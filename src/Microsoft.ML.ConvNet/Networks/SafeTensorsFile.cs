using System.IO.MemoryMappedFiles;

namespace Microsoft.ML.ConvNet.Networks;

/// <summary>Reads weights from a file through a memory map.</summary>
internal static unsafe class SafeTensorsFile
{
    /// <summary>Values that are converted at once: a span of bytes cannot hold all of a large tensor.</summary>
    private const int BlockValues = 1 << 20;

    public static Weights Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);

        // What has no length, such as a pipe, cannot be mapped; an empty file cannot either, and has no header.
        if (!stream.CanSeek || stream.Length == 0) return SafeTensorsStream.Read(stream);
        using var file = MemoryMappedFile.CreateFromFile(stream, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using var view = file.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read);
        byte* bytes = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
        try
        {
            return Read(bytes + view.PointerOffset, stream.Length);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    private static Weights Read(byte* bytes, long length)
    {
        const int prefix = SafeTensorsHeader.PrefixLength;
        int headerLength = SafeTensorsHeader.ReadLength(new ReadOnlySpan<byte>(bytes, (int)Math.Min(prefix, length)));
        if (headerLength > length - prefix) throw SafeTensorsHeader.EndsWithinHeader(headerLength, length - prefix);
        var header = SafeTensorsHeader.Read(new ReadOnlySpan<byte>(bytes + prefix, headerLength).ToArray());
        byte* data = bytes + prefix + headerLength;
        long dataLength = length - prefix - headerLength;
        if (header.ByPlace.FirstOrDefault(entry => entry.End > dataLength) is { } cut) throw SafeTensorsHeader.EndsWithin(cut, dataLength - cut.Start);
        if (header.DataLength < dataLength) throw SafeTensorsHeader.BytesBehind(header.DataLength);
        return header.Weights(entry => new Tensor(entry.Dimensions, Convert(data + entry.Start, entry)));
    }

    private static float[] Convert(byte* bytes, SafeTensorsEntry entry)
    {
        var values = GC.AllocateUninitializedArray<float>(entry.Count);
        for (int done = 0; done < values.Length; done += BlockValues)
        {
            var block = values.AsSpan(done, Math.Min(BlockValues, values.Length - done));
            entry.Convert(new ReadOnlySpan<byte>(bytes + (long)done * entry.Width, block.Length * entry.Width), block);
        }

        return values;
    }
}
