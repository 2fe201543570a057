using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>min(max(0, x), 6).</summary>
internal readonly struct ReLU6Formula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector> =>
        TVector.Clamp(x, TVector.Create(0), TVector.Create(6));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        return TVector.SelectGreater(source, zero, TVector.SelectGreater(TVector.Create(6), source, gradient, zero), zero);
    }
}
