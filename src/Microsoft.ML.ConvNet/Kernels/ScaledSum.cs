using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The sum of two values, each scaled and shifted on the way (a batch norm), with a rectifier behind it: the end of a residual block in one pass.</summary>
internal static unsafe partial class ScaledSum
{
    /// <summary>y = f(left * scale[c] + shift[c] + right * scale[c] + shift[c]) for rows of channels; y may be either operand.</summary>
    /// <param name="function">A rectifier (<see cref="ActivationFunction.IsRectifier"/>).</param>
    public static void Forward(KernelSet set, in ScaledRows left, in ScaledRows right, float* y, long count, int channels, int stride, ActivationFunction function)
    {
        switch (function.Kind)
        {
            case ActivationKind.Identity: Forward<IdentityFormula>(set, left, right, y, count, channels, stride, function.Parameter); break;
            case ActivationKind.ReLU: Forward<ReLUFormula>(set, left, right, y, count, channels, stride, function.Parameter); break;
            case ActivationKind.ReLU6: Forward<ReLU6Formula>(set, left, right, y, count, channels, stride, function.Parameter); break;
            case ActivationKind.LeakyReLU: Forward<LeakyReLUFormula>(set, left, right, y, count, channels, stride, function.Parameter); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, null);
        }
    }

    private static void Forward<TFormula>(KernelSet set, in ScaledRows left, in ScaledRows right, float* y, long count, int channels, int stride, float parameter)
        where TFormula : struct, IActivationFormula
    {
        int done = 0;
        if (set.Lanes >= 16) done = Forward<Float16, TFormula>(left, right, y, count, done, channels, stride, parameter);
        if (set.Lanes >= 8) done = Forward<Float8, TFormula>(left, right, y, count, done, channels, stride, parameter);
        if (set.Lanes >= 4) done = Forward<Float4, TFormula>(left, right, y, count, done, channels, stride, parameter);
        Forward<Float1, TFormula>(left, right, y, count, done, channels, stride, parameter);
    }

    // Whole vectors from the first channel on; returns the first channel that is left.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Forward<TVector, TFormula>(in ScaledRows left, in ScaledRows right, float* y, long count, int first, int channels, nint stride, float parameter)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        int end = channels - (channels - first) % TVector.Lanes;
        if (end == first) return end;
        float* a = left.Values, b = right.Values;
        var parameters = TVector.Create(parameter);
        for (long row = 0; row < count; row++, a += stride, b += stride, y += stride)
        {
            for (int c = first; c < end; c += TVector.Lanes)
            {
                var sum = TVector.Add(Load<TVector>(a + c, left.Scale, left.Shift, c), Load<TVector>(b + c, right.Scale, right.Shift, c));
                TVector.Store(TFormula.Value(sum, parameters), y + c);
            }
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load<TVector>(float* x, float* scale, float* shift, int channel)
        where TVector : struct, IFloatVector<TVector>
    {
        var value = TVector.Load(x);
        if (scale != null) return TVector.MultiplyAdd(value, TVector.Load(scale + channel), TVector.Load(shift + channel));
        return shift != null ? TVector.Add(value, TVector.Load(shift + channel)) : value;
    }
}
