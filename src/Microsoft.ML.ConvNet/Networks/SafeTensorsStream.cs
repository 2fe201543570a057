namespace Microsoft.ML.ConvNet.Networks;

/// <summary>Reads weights from a stream whose length nobody knows, such as an entry of a zip.</summary>
internal static class SafeTensorsStream
{
    /// <summary>Values that are read at once: all that is allocated before data have come to prove it necessary.</summary>
    private const int BlockValues = 1 << 16;

    public static Weights Read(Stream stream)
    {
        var header = SafeTensorsHeader.Read(ReadHeader(stream));
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var entry in header.ByPlace)
        {
            float[] values = ReadValues(stream, entry);
            if (!entry.IsBatchCounter) tensors.Add(entry.Name, new Tensor(entry.Dimensions, values));
        }

        if (stream.ReadByte() >= 0) throw SafeTensorsHeader.BytesBehind(header.DataLength);
        return header.Weights(entry => tensors[entry.Name]);
    }

    private static byte[] ReadHeader(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[SafeTensorsHeader.PrefixLength];
        int length = SafeTensorsHeader.ReadLength(prefix[..stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false)]);
        byte[] header = [];
        int done = 0;
        while (done < length)
        {
            Grow(ref header, done, BlockValues, length);
            done += stream.ReadAtLeast(header.AsSpan(done), header.Length - done, throwOnEndOfStream: false);
            if (done < header.Length) throw SafeTensorsHeader.EndsWithinHeader(length, done);
        }

        return header;
    }

    private static float[] ReadValues(Stream stream, SafeTensorsEntry entry)
    {
        int count = entry.Count, done = 0;
        float[] values = [];
        var block = new byte[Math.Min(count, BlockValues) * entry.Width];
        while (done < count)
        {
            int rows = Math.Min(BlockValues, count - done);
            var bytes = block.AsSpan(0, rows * entry.Width);
            int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length) throw SafeTensorsHeader.EndsWithin(entry, (long)done * entry.Width + read);
            if (values.Length < done + rows) Grow(ref values, done, rows, count);
            entry.Convert(bytes, values.AsSpan(done, rows));
            done += rows;
        }

        return values;
    }

    // Doubles, so that a lying length costs no more than twice what has come, and ends at exactly the length when all has come.
    private static void Grow<T>(ref T[] array, int done, int more, int length) =>
        Array.Resize(ref array, (int)Math.Min(length, Math.Max(2L * done, (long)done + more)));
}
