using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>max(0, x).</summary>
internal readonly struct ReLUFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        return TVector.SelectGreater(zero, x, zero, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        return TVector.SelectGreater(source, zero, gradient, zero);
    }
}
