using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>x * min(max(0, x + 3), 6) / 6.</summary>
internal readonly struct HardSwishFormula : IActivationFormula
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        var gate = TVector.Clamp(TVector.Add(x, TVector.Create(3)), TVector.Create(0), TVector.Create(6));
        return TVector.Multiply(x, TVector.Multiply(gate, TVector.Create(1f / 6)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TVector>(TVector source, TVector gradient, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
    {
        var limit = TVector.Create(3);
        var inside = TVector.Multiply(gradient, TVector.MultiplyAdd(source, TVector.Create(1f / 3), TVector.Create(0.5f)));
        var below = TVector.SelectGreater(source, TVector.Create(-3), inside, TVector.Create(0));
        return TVector.SelectGreater(limit, source, below, gradient);
    }
}
