using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Scale, shift and activation on rows of channels, and the activation's derivative. Derivatives are taken from the output, so the input need not be kept.</summary>
internal static unsafe partial class Activation
{
    /// <summary>
    /// In place or not: y = f(x * scale[c] + shift[c]) for <paramref name="count"/> rows of channels, <paramref name="stride"/> floats apart; a null scale
    /// is 1, a null shift is 0 (a scale needs a shift).
    /// </summary>
    public static void Forward(KernelSet set, float* x, float* y, long count, int channels, int stride, float* scale, float* shift, ActivationKind kind)
    {
        if (scale != null || shift != null || kind == ActivationKind.ReLU || x != y)
        {
            bool rectify = kind == ActivationKind.ReLU;
            if (set.Lanes == 16) ScaleShift<Float16>(x, y, count, channels, stride, scale, shift, rectify);
            else if (set.Lanes == 8) ScaleShift<Float8>(x, y, count, channels, stride, scale, shift, rectify);
            else if (set.Lanes == 4) ScaleShift<Float4>(x, y, count, channels, stride, scale, shift, rectify);
            else ScaleShift<Float1>(x, y, count, channels, stride, scale, shift, rectify);
        }

        if (kind != ActivationKind.Tanh) return;
        if (channels == stride)
        {
            Tanh(y, count * channels);
            return;
        }

        for (long row = 0; row < count; row++) Tanh(y + row * stride, channels);
    }

    /// <summary>In place: gradient *= f'(x), with f' computed from y = f(x).</summary>
    public static void Backward(KernelSet set, float* y, float* gradient, long count, ActivationKind kind)
    {
        if (kind == ActivationKind.Identity) return;
        if (set.Lanes == 16) Backward<Float16>(y, gradient, count, kind);
        else if (set.Lanes == 8) Backward<Float8>(y, gradient, count, kind);
        else if (set.Lanes == 4) Backward<Float4>(y, gradient, count, kind);
        else Backward<Float1>(y, gradient, count, kind);
    }

    private static void Tanh(float* values, long count)
    {
        const int most = 1 << 30;
        for (long start = 0; start < count; start += most)
        {
            var span = new Span<float>(values + start, (int)Math.Min(most, count - start));
            TensorPrimitives.Tanh(span, span);
        }
    }

    private static void ScaleShift<TVector>(float* x, float* y, long count, int channels, int stride, float* scale, float* shift, bool rectify)
        where TVector : struct, IFloatVector<TVector>
    {
        if (scale == null && shift == null && channels == stride)
        {
            // Rows do not matter: one long row.
            long total = count * channels, done = ScaleShiftRow<TVector>(x, y, 0, total, null, null, rectify);
            ScaleShiftRow<Float1>(x, y, done, total, null, null, rectify);
            return;
        }

        for (long row = 0; row < count; row++, x += stride, y += stride)
        {
            long done = ScaleShiftRow<TVector>(x, y, 0, channels, scale, shift, rectify);
            if (done < channels) ScaleShiftRow<Float1>(x, y, done, channels, scale, shift, rectify);
        }
    }

    private static long ScaleShiftRow<TVector>(float* x, float* y, long start, long end, float* scale, float* shift, bool rectify)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        long i = start;
        for (; i <= end - TVector.Lanes; i += TVector.Lanes)
        {
            var value = TVector.Load(x + i);
            if (scale != null) value = TVector.MultiplyAdd(value, TVector.Load(scale + i), TVector.Load(shift + i));
            else if (shift != null) value = TVector.Add(value, TVector.Load(shift + i));
            if (rectify) value = TVector.SelectGreater(zero, value, zero, value);
            TVector.Store(value, y + i);
        }

        return i;
    }

    private static void Backward<TVector>(float* y, float* gradient, long count, ActivationKind kind)
        where TVector : struct, IFloatVector<TVector>
    {
        long done = BackwardRange<TVector>(y, gradient, 0, count, kind);
        BackwardRange<Float1>(y, gradient, done, count, kind);
    }

    private static long BackwardRange<TVector>(float* y, float* gradient, long start, long end, ActivationKind kind)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        var one = TVector.Create(1);
        long i = start;
        for (; i <= end - TVector.Lanes; i += TVector.Lanes)
        {
            var output = TVector.Load(y + i);
            var value = TVector.Load(gradient + i);
            value = kind == ActivationKind.ReLU
                ? TVector.SelectGreater(output, zero, value, zero)
                : TVector.Multiply(value, TVector.Subtract(one, TVector.Multiply(output, output)));
            TVector.Store(value, gradient + i);
        }

        return i;
    }
}
