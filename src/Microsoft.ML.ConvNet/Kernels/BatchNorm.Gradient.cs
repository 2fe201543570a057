using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

// The two passes of the gradient over the rows. A rectifier behind the norm takes part: its derivative is told by its input, which is x scaled and shifted again.
internal static unsafe partial class BatchNorm
{
    /// <summary>A block's sums for the gradient: sums[c] = sum of g, products[c] = sum of g * (x - mean), where g is the gradient of the norm's result.</summary>
    /// <param name="function">The activation behind the norm, a rectifier (<see cref="ActivationFunction.IsRectifier"/>).</param>
    public static void BlockGradientSums(KernelSet set, in NormRows rows, ActivationFunction function, float* mean, float* sums, float* products)
    {
        new Span<float>(sums, rows.Channels).Clear();
        new Span<float>(products, rows.Channels).Clear();
        switch (function.Kind)
        {
            case ActivationKind.Identity: GradientSums<IdentityFormula>(set, rows, mean, sums, products); break;
            case ActivationKind.ReLU: GradientSums<ReLUFormula>(set, rows, mean, sums, products); break;
            case ActivationKind.ReLU6: GradientSums<ReLU6Formula>(set, rows, mean, sums, products); break;
            case ActivationKind.LeakyReLU: GradientSums<LeakyReLUFormula>(set, rows, mean, sums, products); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, null);
        }
    }

    /// <summary>dx = g * factor[c] + x * slope[c] + offset[c], where g is the gradient of the norm's result; dx may be the gradient's memory.</summary>
    /// <param name="function">The activation behind the norm, a rectifier (<see cref="ActivationFunction.IsRectifier"/>).</param>
    public static void Backward(KernelSet set, in NormRows rows, ActivationFunction function, float* dx, float* factor, float* slope, float* offset)
    {
        switch (function.Kind)
        {
            case ActivationKind.Identity: Backward<IdentityFormula>(set, rows, dx, factor, slope, offset); break;
            case ActivationKind.ReLU: Backward<ReLUFormula>(set, rows, dx, factor, slope, offset); break;
            case ActivationKind.ReLU6: Backward<ReLU6Formula>(set, rows, dx, factor, slope, offset); break;
            case ActivationKind.LeakyReLU: Backward<LeakyReLUFormula>(set, rows, dx, factor, slope, offset); break;
            default: throw new ArgumentOutOfRangeException(nameof(function), function, null);
        }
    }

    private static void GradientSums<TFormula>(KernelSet set, in NormRows rows, float* mean, float* sums, float* products)
        where TFormula : struct, IActivationFormula
    {
        int done = 0;
        if (set.Lanes >= 16) done = GradientSums<Float16, TFormula>(rows, done, mean, sums, products);
        if (set.Lanes >= 8) done = GradientSums<Float8, TFormula>(rows, done, mean, sums, products);
        if (set.Lanes >= 4) done = GradientSums<Float4, TFormula>(rows, done, mean, sums, products);
        GradientSums<Float1, TFormula>(rows, done, mean, sums, products);
    }

    private static void Backward<TFormula>(KernelSet set, in NormRows rows, float* dx, float* factor, float* slope, float* offset)
        where TFormula : struct, IActivationFormula
    {
        int done = 0;
        if (set.Lanes >= 16) done = Backward<Float16, TFormula>(rows, done, dx, factor, slope, offset);
        if (set.Lanes >= 8) done = Backward<Float8, TFormula>(rows, done, dx, factor, slope, offset);
        if (set.Lanes >= 4) done = Backward<Float4, TFormula>(rows, done, dx, factor, slope, offset);
        Backward<Float1, TFormula>(rows, done, dx, factor, slope, offset);
    }

    // Whole vectors from the first channel on; returns the first channel that is left.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int GradientSums<TVector, TFormula>(in NormRows rows, int first, float* mean, float* sums, float* products)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        int end = rows.Channels - (rows.Channels - first) % TVector.Lanes;
        if (end == first) return end;
        float* x = rows.X, dy = rows.Gradient, scale = rows.Scale, shift = rows.Shift;
        var parameter = TVector.Create(rows.Parameter);
        nint stride = rows.Stride;
        long row = 0;

        // Four rows at a time: sums are loaded and stored once for them.
        for (; row <= rows.Count - 4; row += 4, x += 4 * stride, dy += 4 * stride)
        {
            for (int c = first; c < end; c += TVector.Lanes)
            {
                TVector center = TVector.Load(mean + c), sum = TVector.Load(sums + c), product = TVector.Load(products + c);
                AddGradient<TVector, TFormula>(x + c, dy + c, scale + c, shift + c, parameter, center, ref sum, ref product);
                AddGradient<TVector, TFormula>(x + stride + c, dy + stride + c, scale + c, shift + c, parameter, center, ref sum, ref product);
                AddGradient<TVector, TFormula>(x + 2 * stride + c, dy + 2 * stride + c, scale + c, shift + c, parameter, center, ref sum, ref product);
                AddGradient<TVector, TFormula>(x + 3 * stride + c, dy + 3 * stride + c, scale + c, shift + c, parameter, center, ref sum, ref product);
                TVector.Store(sum, sums + c);
                TVector.Store(product, products + c);
            }
        }

        for (; row < rows.Count; row++, x += stride, dy += stride)
        {
            for (int c = first; c < end; c += TVector.Lanes)
            {
                TVector sum = TVector.Load(sums + c), product = TVector.Load(products + c);
                AddGradient<TVector, TFormula>(x + c, dy + c, scale + c, shift + c, parameter, TVector.Load(mean + c), ref sum, ref product);
                TVector.Store(sum, sums + c);
                TVector.Store(product, products + c);
            }
        }

        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGradient<TVector, TFormula>(float* x, float* dy, float* scale, float* shift, TVector parameter, TVector mean, ref TVector sum, ref TVector product)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        var value = TVector.Load(x);
        var gradient = Gradient<TVector, TFormula>(value, TVector.Load(dy), scale, shift, parameter);
        sum = TVector.Add(sum, gradient);
        product = TVector.MultiplyAdd(TVector.Subtract(value, mean), gradient, product);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Backward<TVector, TFormula>(in NormRows rows, int first, float* dx, float* factor, float* slope, float* offset)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula
    {
        int end = rows.Channels - (rows.Channels - first) % TVector.Lanes;
        if (end == first) return end;
        float* x = rows.X, dy = rows.Gradient, scale = rows.Scale, shift = rows.Shift;
        var parameter = TVector.Create(rows.Parameter);
        nint stride = rows.Stride;
        for (long row = 0; row < rows.Count; row++, x += stride, dy += stride, dx += stride)
        {
            for (int c = first; c < end; c += TVector.Lanes)
            {
                var value = TVector.Load(x + c);
                var gradient = Gradient<TVector, TFormula>(value, TVector.Load(dy + c), scale + c, shift + c, parameter);
                var straight = TVector.MultiplyAdd(value, TVector.Load(slope + c), TVector.Load(offset + c));
                TVector.Store(TVector.MultiplyAdd(gradient, TVector.Load(factor + c), straight), dx + c);
            }
        }

        return end;
    }

    // The result is computed as in the forward pass, to the bit: the derivative is that of what the forward pass wrote.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Gradient<TVector, TFormula>(TVector x, TVector dy, float* scale, float* shift, TVector parameter)
        where TVector : struct, IFloatVector<TVector>
        where TFormula : struct, IActivationFormula =>
        typeof(TFormula) == typeof(IdentityFormula)
            ? dy
            : TFormula.Gradient(TFormula.Value(TVector.MultiplyAdd(x, TVector.Load(scale), TVector.Load(shift)), parameter), dy, parameter);
}
