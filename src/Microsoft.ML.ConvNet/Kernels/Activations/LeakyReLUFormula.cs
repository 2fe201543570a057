using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>x above 0, else slope * x. The derivative looks at the sign alone, which the output shares unless the slope is negative.</summary>
internal readonly struct LeakyReLUFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector> =>
        TVector.SelectGreater(x, TVector.Create(0), x, TVector.Multiply(x, parameter));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector> =>
        TVector.SelectGreater(source, TVector.Create(0), gradient, TVector.Multiply(gradient, parameter));
}
