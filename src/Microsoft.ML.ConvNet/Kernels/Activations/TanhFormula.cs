using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>tanh(x).</summary>
internal readonly struct TanhFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector> => VectorMath.Tanh(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector> =>
        TVector.Multiply(gradient, TVector.Subtract(TVector.Create(1), TVector.Multiply(source, source)));
}
