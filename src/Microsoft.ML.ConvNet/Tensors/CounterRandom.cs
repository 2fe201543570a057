namespace Microsoft.ML.ConvNet.Tensors;

/// <summary>
/// Random numbers as a pure function of (seed, stream, index), so that a decision does not depend on the order or the thread in which it is taken.
/// Only integer and basic floating-point operations are used: the same numbers on every system.
/// </summary>
/// <remarks>The mixing function is the finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).</remarks>
internal static class CounterRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15UL;

    /// <summary>64 random bits.</summary>
    public static ulong Hash(ulong seed, ulong stream, ulong index) => Mix(Mix(Mix(seed + GoldenGamma) ^ stream) + GoldenGamma * (index + 1));

    /// <summary>A uniform number in [0, 1) with 24 random bits.</summary>
    public static float Uniform(ulong seed, ulong stream, ulong index) => ToUniform(Hash(seed, stream, index));

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

    private static float ToUniform(ulong bits) => (bits >> 40) * (1f / (1 << 24));

    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
