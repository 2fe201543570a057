using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>x above 0, else alpha * (e^x - 1), whose derivative is the output plus alpha.</summary>
internal readonly struct ELUFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector> =>
        TVector.SelectGreater(x, TVector.Create(0), x, TVector.Multiply(VectorMath.ExpMinusOne(x), parameter));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector> =>
        TVector.SelectGreater(source, TVector.Create(0), gradient, TVector.Multiply(gradient, TVector.Add(source, parameter)));
}
