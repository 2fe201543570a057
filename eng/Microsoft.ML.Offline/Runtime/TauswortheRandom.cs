using System.Numerics;

namespace Microsoft.ML.Runtime;

/// <summary>
/// The hybrid Tausworthe generator (three Tausworthe steps and a linear congruential one; GPU Gems 3, chapter 37), ML.NET's generator:
/// the same seed gives the same splits and shuffles.
/// </summary>
internal sealed class TauswortheRandom : Random
{
    private uint _z1;
    private uint _z2;
    private uint _z3;
    private uint _z4;

    public TauswortheRandom(uint seed)
    {
        _z1 = seed;
        _z2 = MurmurRound(_z1, _z1);
        _z3 = MurmurRound(_z2, _z1);
        _z4 = MurmurRound(_z3, _z1);
    }

    public TauswortheRandom(Random source)
    {
        _z1 = TauswortheSeed(source);
        _z2 = TauswortheSeed(source);
        _z3 = TauswortheSeed(source);
        _z4 = NextBits(source);
    }

    public override int Next()
    {
        uint bits = NextBits();
        // Folds 2^31 and above onto the non-negative numbers without favouring any.
        return (int)(bits + (bits & 0x80000000u));
    }

    public override int Next(int maxValue)
    {
        Contracts.CheckParam(maxValue >= 0, nameof(maxValue), "maxValue must be non-negative");
        return (int)(((ulong)NextBits() * (ulong)maxValue) >> 32);
    }

    public override int Next(int minValue, int maxValue)
    {
        Contracts.CheckParam(minValue <= maxValue, nameof(minValue), "minValue must be less than or equal to maxValue.");
        return (int)((long)(NextDouble() * ((long)maxValue - minValue)) + minValue);
    }

    public override double NextDouble() => NextBits() * (1.0 / 4294967296.0);

    public override float NextSingle() => (NextBits() >> 9) * (1f / 8388608f);

    public override void NextBytes(byte[] buffer)
    {
        for (int i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)Next();
    }

    public override long NextInt64() => (long)(NextDouble() * long.MaxValue);

    protected override double Sample() => NextDouble();

    /// <summary>One round of the MurmurHash3 32-bit hash.</summary>
    internal static uint MurmurRound(uint hash, uint chunk)
    {
        hash ^= BitOperations.RotateLeft(chunk * 0xCC9E2D51, 15) * 0x1B873593;
        return (BitOperations.RotateLeft(hash, 13) * 5) + 0xE6546B64;
    }

    private static uint NextBits(Random source) => ((uint)source.Next(1 << 16) << 16) | (uint)source.Next(1 << 16);

    private static uint TauswortheSeed(Random source)
    {
        // Smaller seeds lose bits to the masks of the three steps.
        uint seed;
        do
            seed = NextBits(source);
        while (seed < 128);
        return seed;
    }

    private uint NextBits()
    {
        _z1 = Step(_z1, 13, 19, 12, ~0x1u);
        _z2 = Step(_z2, 2, 25, 4, ~0x7u);
        _z3 = Step(_z3, 3, 11, 17, ~0xFu);
        _z4 = (_z4 * 1664525) + 1013904223;
        return _z1 ^ _z2 ^ _z3 ^ _z4;
    }

    private static uint Step(uint z, int shift1, int shift2, int shift3, uint mask) => ((z & mask) << shift3) ^ (((z << shift1) ^ z) >> shift2);
}
