using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Scale, shift and activation on rows of channels, and the activation's derivative.</summary>
internal static unsafe partial class Activation
{
    /// <summary>Floats of a block of rows: half of a first-level cache of 32 KB.</summary>
    private const int BlockFloats = 1 << 12;

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

        if (rows.Shift != null && rows.Channels >= TVector.Lanes)
        {
            ForwardBlocks<TVector, TFormula>(rows);
            return;
        }

        for (long row = 0; row < rows.Count; row++, x += rows.Stride, y += rows.Stride)
            ForwardRow<TVector, TFormula>(x, y, rows.Channels, rows.Scale, rows.Shift, rows.Parameter);
    }

    // Rows of a few channels are soon done, so scale and shift are loaded once for all rows of a block, which stays in the first-level cache, two vectors of channels at a time.
    private static void ForwardBlocks<TVector, TFormula>(in ActivationRows rows)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        long most = Math.Max(1, BlockFloats / rows.Stride);
        for (long first = 0; first < rows.Count; first += most)
        {
            long count = Math.Min(most, rows.Count - first), start = first * rows.Stride;
            int channel = 0;
            if ((rows.Channels + TVector.Lanes - 1) / TVector.Lanes % 2 == 1)
            {
                ForwardVector<TVector, TFormula>(rows, start, count);
                channel = TVector.Lanes;
            }

            // The last vector overlaps the one before.
            for (; channel < rows.Channels; channel += 2 * TVector.Lanes)
                ForwardVectors<TVector, TFormula>(rows, start, count, channel, Math.Min(channel + TVector.Lanes, rows.Channels - TVector.Lanes));
        }
    }

    // The first vector of channels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardVector<TVector, TFormula>(in ActivationRows rows, long start, long count)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        float* x = rows.Source + start, y = rows.Result + start;
        nint stride = rows.Stride;
        TVector shift = TVector.Load(rows.Shift), parameter = TVector.Create(rows.Parameter);
        if (rows.Scale == null)
        {
            for (; count > 0; count--, x += stride, y += stride) TVector.Store(TFormula.Value(TVector.Add(TVector.Load(x), shift), parameter), y);
            return;
        }

        var scale = TVector.Load(rows.Scale);
        for (; count > 0; count--, x += stride, y += stride) TVector.Store(TFormula.Value(TVector.MultiplyAdd(TVector.Load(x), scale, shift), parameter), y);
    }

    // Two vectors of channels; in place, both must be read before one is written.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardVectors<TVector, TFormula>(in ActivationRows rows, long start, long count, nint first, nint second)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        float* x = rows.Source + start + first, y = rows.Result + start + first;
        nint stride = rows.Stride, distance = second - first;
        TVector shift0 = TVector.Load(rows.Shift + first), shift1 = TVector.Load(rows.Shift + second), parameter = TVector.Create(rows.Parameter);
        if (rows.Scale == null)
        {
            for (; count > 0; count--, x += stride, y += stride)
            {
                TVector value0 = TVector.Add(TVector.Load(x), shift0), value1 = TVector.Add(TVector.Load(x + distance), shift1);
                TVector.Store(TFormula.Value(value0, parameter), y);
                TVector.Store(TFormula.Value(value1, parameter), y + distance);
            }

            return;
        }

        TVector scale0 = TVector.Load(rows.Scale + first), scale1 = TVector.Load(rows.Scale + second);
        for (; count > 0; count--, x += stride, y += stride)
        {
            TVector value0 = TVector.MultiplyAdd(TVector.Load(x), scale0, shift0), value1 = TVector.MultiplyAdd(TVector.Load(x + distance), scale1, shift1);
            TVector.Store(TFormula.Value(value0, parameter), y);
            TVector.Store(TFormula.Value(value1, parameter), y + distance);
        }
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
