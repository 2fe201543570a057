using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>min(max(0, x + 3), 6) / 6.</summary>
internal readonly struct HardSigmoidFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector> =>
        TVector.Multiply(TVector.Clamp(TVector.Add(x, TVector.Create(3)), TVector.Create(0), TVector.Create(6)), TVector.Create(1f / 6));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        var inside = TVector.Multiply(gradient, TVector.Create(1f / 6));
        return TVector.SelectGreater(source, zero, TVector.SelectGreater(TVector.Create(1), source, inside, zero), zero);
    }
}
