using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Tells data sets apart: pixels, classes and weights of all rows in their order.</summary>
internal static class DataChecksum
{
    /// <summary>The first 8 bytes of a SHA-256, in hexadecimal digits. Rows that are not in memory are read again.</summary>
    /// <param name="throwIfCancelled">Called before every row that is read.</param>
    public static string Compute(ImageDataSet data, Action throwIfCancelled)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (data.IsCached) Add(hash, data.Cache);
        else Add(hash, data, throwIfCancelled);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, sizeof(long)));
    }

    private static void Add(IncrementalHash hash, ImageCache cache)
    {
        foreach (var chunk in cache.Chunks)
        {
            for (int row = 0; row < chunk.Count; row++) hash.AppendData(cache.IsBytes ? chunk.ByteRow(row) : MemoryMarshal.AsBytes(chunk.FloatRow(row)));
            hash.AppendData(MemoryMarshal.AsBytes(chunk.Labels.AsSpan(0, chunk.Count)));
            if (chunk.Weights is { } weights) hash.AppendData(MemoryMarshal.AsBytes(weights.AsSpan(0, chunk.Count)));
        }
    }

    private static void Add(IncrementalHash hash, ImageDataSet data, Action throwIfCancelled)
    {
        using var rows = data.OpenRows(throwIfCancelled);
        while (rows.MoveNext())
        {
            var (label, weight) = (rows.Label, rows.Weight);
            hash.AppendData(MemoryMarshal.AsBytes(rows.Pixels));
            hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in label)));
            hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<float>(in weight)));
        }
    }
}
