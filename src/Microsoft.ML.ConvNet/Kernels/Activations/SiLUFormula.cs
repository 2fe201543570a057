using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>x / (1 + e^-x).</summary>
internal readonly struct SiLUFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector> =>
        TVector.Multiply(x, VectorMath.Sigmoid(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        // s (1 + x (1 - s)) with s = sigmoid(x), which far out is 0 or 1; there the factors must not become infinite.
        var x = TVector.Clamp(source, TVector.Create(-80), TVector.Create(80));
        var s = VectorMath.Sigmoid(x, out var exponential);
        var slope = TVector.Multiply(s, TVector.MultiplyAdd(x, TVector.Multiply(exponential, s), TVector.Create(1)));
        return TVector.Multiply(gradient, slope);
    }
}
