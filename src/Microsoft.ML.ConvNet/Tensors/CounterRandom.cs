namespace Microsoft.ML.ConvNet.Tensors;

/// <summary>
/// Random numbers as a pure function of (seed, stream, index), so that a decision does not depend on the order or the thread in which it is taken.
/// Only integer and basic floating-point operations are used: the same numbers on every system.
/// </summary>
/// <remarks>The mixing function is the finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).</remarks>
internal static class CounterRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15UL;
    private const int UniformBitCount = 24;

    /// <summary>64 random bits.</summary>
    public static ulong Hash(ulong seed, ulong stream, ulong index) => HashOfKey(Key(seed, stream), index);

    /// <summary>What a seed and a stream come to, for many indices.</summary>
    public static ulong Key(ulong seed, ulong stream) => Mix(Mix(seed + GoldenGamma) ^ stream);

    /// <summary>64 random bits of the seed and the stream that a key stands for.</summary>
    /// <param name="key">Of <see cref="Key"/>.</param>
    public static ulong HashOfKey(ulong key, ulong index) => Mix(key + GoldenGamma * (index + 1));

    /// <summary>A uniform number in [0, 1) with 24 random bits.</summary>
    public static float Uniform(ulong seed, ulong stream, ulong index) => UniformBits(Hash(seed, stream, index)) * (1f / (1 << UniformBitCount));

    /// <summary>The least of the whole numbers that <see cref="UniformBits"/> gives whose uniform number is at least <paramref name="probability"/>.</summary>
    public static int LeastUniformBits(float probability) => (int)Math.Ceiling((double)probability * (1 << UniformBitCount));

    /// <summary>The bits of a hash that are the uniform number, as a whole number.</summary>
    public static int UniformBits(ulong hash) => (int)(hash >> (64 - UniformBitCount));

    /// <summary>
    /// An approximately normal number with mean 0 and variance 1: the sum of twelve uniform numbers less 6 (Irwin-Hall), which needs no logarithm or cosine.
    /// </summary>
    public static float Normal(ulong seed, ulong stream, ulong index)
    {
        // Three hashes give twelve 16-bit uniforms; half a step keeps each of them centred.
        uint sum = 0;
        for (ulong part = 0; part < 3; part++)
        {
            ulong bits = Hash(seed, stream, index * 3 + part);
            sum += (uint)(bits & 0xFFFF) + (uint)((bits >> 16) & 0xFFFF) + (uint)((bits >> 32) & 0xFFFF) + (uint)(bits >> 48);
        }

        return (sum + 6f) / 65536f - 6f;
    }

    /// <summary>A uniform integer in [0, bound) (multiply-shift; the bias is below bound / 2^64).</summary>
    public static long Below(long bound, ulong seed, ulong stream, ulong index) => (long)Math.BigMul(Hash(seed, stream, index), (ulong)bound, out _);

    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
