using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Scale, shift and activation on rows of channels, and the activation's derivative.</summary>
internal static unsafe partial class Activation
{
    /// <summary>
    /// In place or not: y = f(x * scale[c] + shift[c]) for <paramref name="count"/> rows of channels, <paramref name="stride"/> floats apart; a null scale
    /// is 1, a null shift is 0 (a scale needs a shift).
    /// </summary>
    public static void Forward(KernelSet set, float* x, float* y, long count, int channels, int stride, float* scale, float* shift, ActivationFunction function)
    {
        var rows = new ActivationRows
        {
            Source = x, Result = y, Count = count, Channels = channels, Stride = stride, Scale = scale, Shift = shift, Parameter = function.Parameter,
        };
        switch (function.Kind)
        {
            case ActivationKind.Identity: Forward<IdentityFormula>(set, rows); break;
            case ActivationKind.ReLU: Forward<ReLUFormula>(set, rows); break;
            case ActivationKind.ReLU6: Forward<ReLU6Formula>(set, rows); break;
            case ActivationKind.LeakyReLU: Forward<LeakyReLUFormula>(set, rows); break;
            case ActivationKind.ELU: Forward<ELUFormula>(set, rows); break;
            case ActivationKind.Tanh: Forward<TanhFormula>(set, rows); break;
            case ActivationKind.Sigmoid: Forward<SigmoidFormula>(set, rows); break;
            case ActivationKind.HardSigmoid: Forward<HardSigmoidFormula>(set, rows); break;
            case ActivationKind.SiLU: Forward<SiLUFormula>(set, rows); break;
            case ActivationKind.HardSwish: Forward<HardSwishFormula>(set, rows); break;
            case ActivationKind.GELU: Forward<GELUFormula>(set, rows); break;
            case ActivationKind.GELUTanh: Forward<GELUTanhFormula>(set, rows); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, null);
        }
    }

    /// <summary>In place: gradient *= f'(x) for rows of channels without gaps.</summary>
    /// <param name="source">
    /// f(x); or, if the function needs its input (<see cref="ActivationFunction.NeedsInput"/>), what x = source * scale[c] + shift[c] is made of as in
    /// <see cref="Forward"/>. Scale and shift are not used otherwise.
    /// </param>
    public static void Backward(KernelSet set, float* source, float* gradient, long count, int channels, float* scale, float* shift, ActivationFunction function)
    {
        var rows = new ActivationRows
        {
            Source = source, Result = gradient, Count = count, Channels = channels, Stride = channels,
            Scale = function.NeedsInput ? scale : null, Shift = function.NeedsInput ? shift : null, Parameter = function.Parameter,
        };
        switch (function.Kind)
        {
            case ActivationKind.Identity: break;
            case ActivationKind.ReLU: Backward<ReLUFormula>(set, rows); break;
            case ActivationKind.ReLU6: Backward<ReLU6Formula>(set, rows); break;
            case ActivationKind.LeakyReLU: Backward<LeakyReLUFormula>(set, rows); break;
            case ActivationKind.ELU: Backward<ELUFormula>(set, rows); break;
            case ActivationKind.Tanh: Backward<TanhFormula>(set, rows); break;
            case ActivationKind.Sigmoid: Backward<SigmoidFormula>(set, rows); break;
            case ActivationKind.HardSigmoid: Backward<HardSigmoidFormula>(set, rows); break;
            case ActivationKind.SiLU: Backward<SiLUFormula>(set, rows); break;
            case ActivationKind.HardSwish: Backward<HardSwishFormula>(set, rows); break;
            case ActivationKind.GELU: Backward<GELUFormula>(set, rows); break;
            case ActivationKind.GELUTanh: Backward<GELUTanhFormula>(set, rows); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, null);
        }
    }

    private static void Forward<TFormula>(KernelSet set, in ActivationRows rows)
        where TFormula : struct, IActivationFormula
    {
        if (set.Lanes == 16) Forward<Float16, TFormula>(rows);
        else if (set.Lanes == 8) Forward<Float8, TFormula>(rows);
        else if (set.Lanes == 4) Forward<Float4, TFormula>(rows);
        else Forward<Float1, TFormula>(rows);
    }

    private static void Backward<TFormula>(KernelSet set, in ActivationRows rows)
        where TFormula : struct, IActivationFormula
    {
        if (set.Lanes == 16) Backward<Float16, TFormula>(rows);
        else if (set.Lanes == 8) Backward<Float8, TFormula>(rows);
        else if (set.Lanes == 4) Backward<Float4, TFormula>(rows);
        else Backward<Float1, TFormula>(rows);
    }

    private static void Forward<TVector, TFormula>(in ActivationRows rows)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        float* x = rows.Source, y = rows.Result;
        if (rows.Channels == rows.Stride && (rows.Shift == null || (rows.Channels < TVector.Lanes && typeof(TFormula) != typeof(IdentityFormula))))
        {
            // One long row; if the channels do not fill a vector, scale and shift go before.
            if (rows.Shift != null)
            {
                Forward<TVector, IdentityFormula>(rows);
                x = y;
            }

            ForwardRow<TVector, TFormula>(x, y, rows.Count * rows.Channels, null, null, rows.Parameter);
            return;
        }

        for (long row = 0; row < rows.Count; row++, x += rows.Stride, y += rows.Stride)
            ForwardRow<TVector, TFormula>(x, y, rows.Channels, rows.Scale, rows.Shift, rows.Parameter);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow<TVector, TFormula>(float* x, float* y, long count, float* scale, float* shift, float parameter)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        long last = count - TVector.Lanes;
        if (last < 0)
        {
            var scalar = Float1.Create(parameter);
            for (long i = 0; i < count; i++) Float1.Store(TFormula.Value(ScaleShift<Float1>(x, scale, shift, i), scalar), y + i);
            return;
        }

        // The last vector overlaps the one before; in place, it must be read before that is written.
        var parameters = TVector.Create(parameter);
        var end = ScaleShift<TVector>(x, scale, shift, last);
        for (long i = 0; i < last; i += TVector.Lanes) TVector.Store(TFormula.Value(ScaleShift<TVector>(x, scale, shift, i), parameters), y + i);
        TVector.Store(TFormula.Value(end, parameters), y + last);
    }

    private static void Backward<TVector, TFormula>(in ActivationRows rows)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        float* source = rows.Source, gradient = rows.Result;
        if (rows.Shift == null)
        {
            BackwardRow<TVector, TFormula>(source, gradient, rows.Count * rows.Channels, null, null, rows.Parameter);
            return;
        }

        for (long row = 0; row < rows.Count; row++, source += rows.Stride, gradient += rows.Stride)
            BackwardRow<TVector, TFormula>(source, gradient, rows.Channels, rows.Scale, rows.Shift, rows.Parameter);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow<TVector, TFormula>(float* source, float* gradient, long count, float* scale, float* shift, float parameter)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        long last = count - TVector.Lanes;
        if (last < 0)
        {
            var scalar = Float1.Create(parameter);
            for (long i = 0; i < count; i++) Float1.Store(TFormula.Gradient(ScaleShift<Float1>(source, scale, shift, i), Float1.Load(gradient + i), scalar), gradient + i);
            return;
        }

        var parameters = TVector.Create(parameter);
        var end = TFormula.Gradient(ScaleShift<TVector>(source, scale, shift, last), TVector.Load(gradient + last), parameters);
        for (long i = 0; i < last; i += TVector.Lanes)
            TVector.Store(TFormula.Gradient(ScaleShift<TVector>(source, scale, shift, i), TVector.Load(gradient + i), parameters), gradient + i);
        TVector.Store(end, gradient + last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ScaleShift<TVector>(float* x, float* scale, float* shift, long i)
        where TVector : struct, IFloatVector<TVector>
    {
        var value = TVector.Load(x + i);
        if (scale != null) return TVector.MultiplyAdd(value, TVector.Load(scale + i), TVector.Load(shift + i));
        return shift != null ? TVector.Add(value, TVector.Load(shift + i)) : value;
    }
}
