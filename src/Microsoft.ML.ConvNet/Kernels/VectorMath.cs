using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Transcendental functions of vectors in single precision, each good to a few unit roundoffs (2^-24) of its result. Results below the normal numbers may be
/// flushed to zero; NaN stays NaN.
/// </summary>
/// <remarks>
/// e^x by x = n ln 2 + r, |r| at most ln(2) / 2, with ln 2 in two parts (Cody and Waite, 1980), and e^r - 1 = r + r^2 q(r). The polynomials are least-maximum
/// fits of relative error below 2e-8. No step relies on fused multiply-adds.
/// </remarks>
internal static class VectorMath
{
    /// <summary>Largest error of a function here in unit roundoffs of its result, <see cref="Normal"/> apart.</summary>
    public const int Roundings = 4;

    /// <summary>Largest error of <see cref="Normal"/> in unit roundoffs of its result; below 0, x^2 / 2 more, as half a rounding of x^2 makes.</summary>
    public const int NormalRoundings = 8;

    /// <summary>
    /// Added to a small number, 1.5 * 2^23 rounds it to a whole one, which then stands in the lowest bits; 127 more is an exponent's bias.
    /// </summary>
    public const float ExponentOffset = 12582912 + 127;

    // e^x is 0 below the first and infinite from ln(2) * 127.5 = 88.38 on.
    private const float Lowest = -88;
    private const float Highest = 89;

    /// <summary>e^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TVector>(TVector x)
        where TVector : struct, IFloatVector<TVector>
    {
        var fraction = Reduce(TVector.Clamp(x, TVector.Create(Lowest), TVector.Create(Highest)), out var power);

        // Not power * fraction + power: with an infinite power that is NaN.
        return TVector.Multiply(TVector.Add(fraction, TVector.Create(1)), power);
    }

    /// <summary>e^x - 1 for x up to 87.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpMinusOne<TVector>(TVector x)
        where TVector : struct, IFloatVector<TVector>
    {
        var fraction = Reduce(TVector.Clamp(x, TVector.Create(Lowest), TVector.Create(-Lowest)), out var power);
        return TVector.MultiplyAdd(power, fraction, TVector.Subtract(power, TVector.Create(1)));
    }

    /// <summary>tanh(x) = (e^2x - 1) / (e^2x + 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TVector>(TVector x)
        where TVector : struct, IFloatVector<TVector>
    {
        // Beyond 9.1 the result rounds to 1.
        var twice = TVector.Clamp(TVector.Add(x, x), TVector.Create(-20), TVector.Create(20));
        var fraction = Reduce(twice, out var power);
        var grown = TVector.MultiplyAdd(power, fraction, TVector.Subtract(power, TVector.Create(1)));
        return TVector.Divide(grown, TVector.Add(grown, TVector.Create(2)));
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid<TVector>(TVector x)
        where TVector : struct, IFloatVector<TVector> => Sigmoid(x, out _);

    /// <summary>1 / (1 + e^-x).</summary>
    /// <param name="exponential">e^-x: times the sigmoid, it is 1 minus the sigmoid without cancellation.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid<TVector>(TVector x, out TVector exponential)
        where TVector : struct, IFloatVector<TVector>
    {
        var one = TVector.Create(1);
        exponential = Exp(TVector.Subtract(TVector.Create(0), x));
        return TVector.Divide(one, TVector.Add(one, exponential));
    }

    /// <summary>The normal distribution function: the integral of e^(-t^2/2) / sqrt(2 pi) up to x.</summary>
    /// <param name="exponential">e^(-x^2/2).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Normal<TVector>(TVector x, out TVector exponential)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector zero = TVector.Create(0), one = TVector.Create(1);
        exponential = Exp(TVector.Multiply(TVector.Multiply(x, x), TVector.Create(-0.5f)));

        // The tail beyond |x| is e^(-x^2/2) times a smooth function, which is a polynomial in 1 / (1 + 0.3 |x|).
        var distance = TVector.SelectGreater(x, zero, x, TVector.Subtract(zero, x));
        var z = TVector.Divide(one, TVector.MultiplyAdd(distance, TVector.Create(0.3f), one));
        var sum = TVector.Create(-0.020584655925631523f);
        sum = TVector.MultiplyAdd(sum, z, TVector.Create(0.11221713572740555f));
        sum = TVector.MultiplyAdd(sum, z, TVector.Create(-0.22767959535121918f));
        sum = TVector.MultiplyAdd(sum, z, TVector.Create(0.19104212522506714f));
        sum = TVector.MultiplyAdd(sum, z, TVector.Create(-0.07877779752016068f));
        sum = TVector.MultiplyAdd(sum, z, TVector.Create(0.09579329192638397f));
        sum = TVector.MultiplyAdd(sum, z, TVector.Create(0.07852185517549515f));
        sum = TVector.MultiplyAdd(sum, z, TVector.Create(0.11020554602146149f));
        sum = TVector.MultiplyAdd(sum, z, TVector.Create(0.1195756122469902f));
        sum = TVector.MultiplyAdd(sum, z, TVector.Create(0.11968648433685303f));
        var tail = TVector.Multiply(TVector.Multiply(sum, z), exponential);
        return TVector.SelectGreater(x, zero, TVector.Subtract(one, tail), tail);
    }

    /// <summary>With x = n ln 2 + r: e^r - 1, and 2^n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reduce<TVector>(TVector x, out TVector power)
        where TVector : struct, IFloatVector<TVector>
    {
        var offset = TVector.Create(ExponentOffset);
        var shifted = TVector.MultiplyAdd(x, TVector.Create(1.44269504f), offset);
        power = TVector.PowerOfTwo(shifted);
        var n = TVector.Subtract(shifted, offset);

        // The first part of ln 2 has few digits, so that its product with n is exact.
        var r = TVector.MultiplyAdd(n, TVector.Create(-0.693359375f), x);
        r = TVector.MultiplyAdd(n, TVector.Create(2.12194440e-4f), r);
        var sum = TVector.Create(0.0013882522471249104f);
        sum = TVector.MultiplyAdd(sum, r, TVector.Create(0.008366514928638935f));
        sum = TVector.MultiplyAdd(sum, r, TVector.Create(0.04166720062494278f));
        sum = TVector.MultiplyAdd(sum, r, TVector.Create(0.1666654348373413f));
        sum = TVector.MultiplyAdd(sum, r, TVector.Create(0.4999999701976776f));
        return TVector.MultiplyAdd(TVector.Multiply(r, r), sum, r);
    }
}
