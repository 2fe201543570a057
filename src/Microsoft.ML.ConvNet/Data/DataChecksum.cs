using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Tells data sets apart: pixels, classes and weights of all rows in their order.</summary>
internal static class DataChecksum
{
    /// <summary>The first 8 bytes of a SHA-256, in hexadecimal digits.</summary>
    public static string Compute(ImageCache cache)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var chunk in cache.Chunks)
        {
            for (int row = 0; row < chunk.Count; row++) hash.AppendData(cache.IsBytes ? chunk.ByteRow(row) : MemoryMarshal.AsBytes(chunk.FloatRow(row)));
            hash.AppendData(MemoryMarshal.AsBytes(chunk.Labels.AsSpan(0, chunk.Count)));
            if (chunk.Weights is { } weights) hash.AppendData(MemoryMarshal.AsBytes(weights.AsSpan(0, chunk.Count)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, sizeof(long)));
    }
}
