using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>
/// Every operation of a vector type gives in each lane what <see cref="Float1"/> gives, bit by bit: a tail must not differ from the vectors before it.
/// </summary>
internal static unsafe class FloatVectorChecks
{
    private static readonly float[] Special =
        [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, 1, -1, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue, 1 + 1f / 4096];

    private static readonly float[] Exponents = [.. Enumerable.Range(-127, 256)];

    public static void CheckAll(KernelSet set)
    {
        switch (set.Lanes)
        {
            case 16: Check<Float16>(); break;
            case 8: Check<Float8>(); break;
            case 4: Check<Float4>(); break;
            default: CheckDefinitions(); break;
        }
    }

    // Float1 itself: plain arithmetic, and maxima that do not hide a NaN.
    private static void CheckDefinitions()
    {
        foreach (float a in Special)
        {
            foreach (float b in Special)
            {
                AssertSame(a + b, Apply<Float1>(Float1.Add, a, b), "sum", a, b);
                AssertSame(a - b, Apply<Float1>(Float1.Subtract, a, b), "difference", a, b);
                AssertSame(a * b, Apply<Float1>(Float1.Multiply, a, b), "product", a, b);
                AssertSame(a / b, Apply<Float1>(Float1.Divide, a, b), "quotient", a, b);
                AssertSame(MathF.Max(a, b), Apply<Float1>(Float1.Max, a, b), "maximum", a, b);
                float product = Apply<Float1>((left, right) => Float1.MultiplyAdd(left, right, Float1.Create(2)), a, b);
                Assert.True(product.Equals(a * b + 2) || product.Equals(MathF.FusedMultiplyAdd(a, b, 2)), $"{a} * {b} + 2 is {product}.");
            }

            // Zeros are equal: which of them comes out is not said.
            float clamped = Apply<Float1>((value, _) => Float1.Clamp(value, Float1.Create(0), Float1.Create(6)), a, 0);
            Assert.True(float.IsNaN(a) ? float.IsNaN(clamped) : clamped == Math.Clamp(a, 0, 6), $"{a} clamped to 0 ... 6 is {clamped}.");
        }

        foreach (float n in Exponents)
            AssertSame((float)Math.ScaleB(n > -127 ? 1 : 0, (int)n), Apply<Float1>((shifted, _) => Float1.PowerOfTwo(shifted), n + VectorMath.ExponentOffset, 0), "power of two", n, 0);
    }

    private static void Check<TVector>()
        where TVector : struct, IFloatVector<TVector>
    {
        float[] left = [.. Special.SelectMany(value => Enumerable.Repeat(value, Special.Length)), .. Numbers.Normal(52, seed: 1)];
        float[] right = [.. Enumerable.Repeat(Special, Special.Length).SelectMany(values => values), .. Numbers.Normal(52, seed: 2)];
        float[] third = Numbers.Normal(left.Length, seed: 3);
        Check<TVector>("sum", TVector.Add, Float1.Add, left, right);
        Check<TVector>("difference", TVector.Subtract, Float1.Subtract, left, right);
        Check<TVector>("product", TVector.Multiply, Float1.Multiply, left, right);
        Check<TVector>("quotient", TVector.Divide, Float1.Divide, left, right);
        Check<TVector>("maximum", TVector.Max, Float1.Max, left, right);
        Check<TVector>("clamp", (a, _) => TVector.Clamp(a, TVector.Create(0), TVector.Create(1)), (a, _) => Float1.Clamp(a, Float1.Create(0), Float1.Create(1)), left, right);
        float[] shifted = Array.ConvertAll(Exponents, n => n + VectorMath.ExponentOffset);
        Check<TVector>("power of two", (a, _) => TVector.PowerOfTwo(a), (a, _) => Float1.PowerOfTwo(a), shifted, shifted);
        for (int i = 0; i < third.Length; i += 7)
        {
            float addend = third[i];
            Check<TVector>(
                "product and sum", (a, b) => TVector.MultiplyAdd(a, b, TVector.Create(addend)), (a, b) => Float1.MultiplyAdd(a, b, Float1.Create(addend)), left, right);
        }

        Check<TVector>("greater", (a, b) => TVector.SelectGreater(a, b, a, b), (a, b) => Float1.SelectGreater(a, b, a, b), left, right);
        Check<TVector>("equal", (a, b) => TVector.SelectEqual(a, b, a, TVector.Create(7)), (a, b) => Float1.SelectEqual(a, b, a, Float1.Create(7)), left, right);
    }

    private static void Check<TVector>(
        string operation, Func<TVector, TVector, TVector> vector, Func<Float1, Float1, Float1> scalar, float[] left, float[] right)
        where TVector : struct, IFloatVector<TVector>
    {
        using var a = new KernelBuffer(left);
        using var b = new KernelBuffer(right);
        using var result = new KernelBuffer(left.Length);
        for (int start = 0; start < left.Length; start += TVector.Lanes)
        {
            // The last vector ends where the buffers end.
            int at = Math.Min(start, left.Length - TVector.Lanes);
            TVector.Store(vector(TVector.Load(a.Pointer + at), TVector.Load(b.Pointer + at)), result.Pointer + at);
        }

        for (int i = 0; i < left.Length; i++) AssertSame(Apply(scalar, left[i], right[i]), result.Span[i], $"{TVector.Lanes} lanes, {operation}", left[i], right[i]);
    }

    private static float Apply<TVector>(Func<TVector, TVector, TVector> operation, float left, float right)
        where TVector : struct, IFloatVector<TVector>
    {
        float result;
        TVector.Store(operation(TVector.Create(left), TVector.Create(right)), &result);
        return result;
    }

    // The same bits, but any NaN for a NaN.
    private static void AssertSame(float expected, float actual, string operation, float left, float right) =>
        Assert.True(
            (float.IsNaN(expected) && float.IsNaN(actual)) || BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual),
            $"{operation} of {left:R} and {right:R} is {actual:R}, expected {expected:R}.");
}
