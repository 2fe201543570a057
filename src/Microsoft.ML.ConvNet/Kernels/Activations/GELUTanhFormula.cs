using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>x (1 + tanh u) / 2 = x sigmoid(2u), with u = sqrt(2 / pi) (x + 0.044715 x^3).</summary>
internal readonly struct GELUTanhFormula : IActivationFormula
{
    // 2 sqrt(2 / pi), and that times 0.044715.
    private const float Linear = 1.595769122f;
    private const float Cubic = 0.0713548163f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        var doubled = TVector.Multiply(x, TVector.MultiplyAdd(TVector.Multiply(x, x), TVector.Create(Cubic), TVector.Create(Linear)));
        return TVector.Multiply(x, VectorMath.Sigmoid(doubled));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        // s + x s (1 - s) (2u)' with s = sigmoid(2u), which far out is 0 or 1; there the factors must not become infinite.
        var x = TVector.Clamp(source, TVector.Create(-9), TVector.Create(9));
        var square = TVector.Multiply(x, x);
        var s = VectorMath.Sigmoid(TVector.Multiply(x, TVector.MultiplyAdd(square, TVector.Create(Cubic), TVector.Create(Linear))), out var exponential);
        var rise = TVector.MultiplyAdd(square, TVector.Create(3 * Cubic), TVector.Create(Linear));
        var slope = TVector.Multiply(s, TVector.MultiplyAdd(TVector.Multiply(x, rise), TVector.Multiply(exponential, s), TVector.Create(1)));
        return TVector.Multiply(gradient, slope);
    }
}
