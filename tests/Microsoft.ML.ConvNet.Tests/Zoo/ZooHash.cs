using System.Runtime.Intrinsics;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary><see cref="CounterRandom"/>'s numbers by vectors and on all processors: a network has up to 144 million of them, for its weights and again for the signs.</summary>
internal static class ZooHash
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15UL;
    private const int Chunk = 1 << 18;

    /// <summary>low + (high - low) * u for the uniform numbers u of a stream, from index <paramref name="first"/> on; each operation rounded to single precision.</summary>
    public static void Uniform(ulong seed, ulong stream, int first, Memory<float> values, float low, float high) => Chunks(values.Length, (start, count) =>
    {
        var part = values.Span.Slice(start, count);
        int i = 0;
        var hashes = new Hashes(seed, stream, (ulong)(first + start));
        for (; i <= part.Length - 2 * Vector512<ulong>.Count; i += 2 * Vector512<ulong>.Count)
        {
            var bits = Vector512.Narrow(hashes.Next() >> 40, hashes.Next() >> 40);
            var uniform = Vector512.ConvertToSingle(bits.AsInt32()) * (1f / (1 << 24));
            // Rounded after the product, as NumPy does: a fused multiply-add would give other bits.
            (uniform * (high - low) + Vector512.Create(low)).CopyTo(part[i..]);
        }

        for (; i < part.Length; i++)
        {
            float product = (high - low) * CounterRandom.Uniform(seed, stream, (ulong)(first + start + i));
            part[i] = low + product;
        }
    });

    /// <summary>Sums of the values with signs: sum j counts value i negatively where bit j of the stream's number i is 0.</summary>
    public static double[] SignedSums(ulong seed, ulong stream, ReadOnlyMemory<float> values, int count)
    {
        double[][] parts = new double[(values.Length + Chunk - 1) / Chunk][];
        Chunks(values.Length, (start, length) => parts[start / Chunk] = SignedSums(seed, stream, start, values.Span.Slice(start, length), count));
        return [.. Enumerable.Range(0, count).Select(j => parts.Sum(part => part[j]))];
    }

    private static double[] SignedSums(ulong seed, ulong stream, int first, ReadOnlySpan<float> values, int count)
    {
        Span<Vector512<double>> vectors = stackalloc Vector512<double>[count];
        vectors.Clear();
        int i = 0;
        var hashes = new Hashes(seed, stream, (ulong)first);
        for (; i <= values.Length - Vector512<double>.Count; i += Vector512<double>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(values[i..]));
            var value = Vector512.Create(low, high).AsUInt64();
            var negative = ~hashes.Next();
            for (int j = 0; j < vectors.Length; j++) vectors[j] += (value ^ (negative >> j << 63)).AsDouble();
        }

        double[] sums = new double[count];
        for (int j = 0; j < count; j++) sums[j] = Vector512.Sum(vectors[j]);
        for (; i < values.Length; i++)
        {
            ulong bits = CounterRandom.Hash(seed, stream, (ulong)(first + i));
            for (int j = 0; j < count; j++) sums[j] += (bits >> j & 1) != 0 ? values[i] : -values[i];
        }

        return sums;
    }

    private static void Chunks(int length, Action<int, int> run) =>
        Parallel.For(0, (length + Chunk - 1) / Chunk, chunk => run(chunk * Chunk, Math.Min(Chunk, length - chunk * Chunk)));

    /// <summary>Eight numbers of a stream after another.</summary>
    private struct Hashes(ulong seed, ulong stream, ulong first)
    {
        private Vector512<ulong> _counter =
            Vector512.Create(CounterRandom.Key(seed, stream)) + (Vector512<ulong>.Indices + Vector512.Create(first + 1)) * GoldenGamma;

        public Vector512<ulong> Next()
        {
            var z = _counter;
            _counter += Vector512.Create(GoldenGamma * (ulong)Vector512<ulong>.Count);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
