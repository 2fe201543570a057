using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>x times the normal distribution function.</summary>
internal readonly struct GELUFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector> =>
        TVector.Multiply(x, VectorMath.Normal(x, out _));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        // The distribution function and x times the density, e^(-x^2/2) / sqrt(2 pi).
        var distribution = VectorMath.Normal(source, out var exponential);
        var slope = TVector.MultiplyAdd(TVector.Multiply(source, exponential), TVector.Create(0.398942280f), distribution);
        return TVector.Multiply(gradient, slope);
    }
}
