using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Parametric ReLU over rows of channels (He et al., 2015): x above 0, else slope[c] * x.</summary>
internal static unsafe partial class PReLU
{
    /// <summary>y = f(x).</summary>
    /// <param name="slopes">A slope for each channel.</param>
    public static void Forward(KernelSet set, float* x, float* y, long count, int channels, float* slopes)
    {
        if (set.Lanes == 16) Forward<Float16>(x, y, count, channels, slopes);
        else if (set.Lanes == 8) Forward<Float8>(x, y, count, channels, slopes);
        else if (set.Lanes == 4) Forward<Float4>(x, y, count, channels, slopes);
        else Forward<Float1>(x, y, count, channels, slopes);
    }

    /// <summary>In place, gradient *= f'(x); and sums[c] = sum over the rows of the gradient for slope c.</summary>
    public static void Backward(KernelSet set, float* x, float* gradient, long count, int channels, float* slopes, float* sums)
    {
        new Span<float>(sums, channels).Clear();
        if (set.Lanes == 16) Backward<Float16>(x, gradient, count, channels, slopes, sums);
        else if (set.Lanes == 8) Backward<Float8>(x, gradient, count, channels, slopes, sums);
        else if (set.Lanes == 4) Backward<Float4>(x, gradient, count, channels, slopes, sums);
        else Backward<Float1>(x, gradient, count, channels, slopes, sums);
    }

    private static void Forward<TVector>(float* x, float* y, long count, int channels, float* slopes)
        where TVector : struct, IFloatVector<TVector>
    {
        for (long row = 0; row < count; row++, x += channels, y += channels)
        {
            int done = ForwardRow<TVector>(x, y, 0, channels, slopes);
            ForwardRow<Float1>(x, y, done, channels, slopes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int ForwardRow<TVector>(float* x, float* y, int start, int end, float* slopes)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        int c = start;
        for (; c <= end - TVector.Lanes; c += TVector.Lanes)
        {
            var value = TVector.Load(x + c);
            TVector.Store(TVector.SelectGreater(value, zero, value, TVector.Multiply(value, TVector.Load(slopes + c))), y + c);
        }

        return c;
    }

    private static void Backward<TVector>(float* x, float* gradient, long count, int channels, float* slopes, float* sums)
        where TVector : struct, IFloatVector<TVector>
    {
        for (long row = 0; row < count; row++, x += channels, gradient += channels)
        {
            int done = BackwardRow<TVector>(x, gradient, 0, channels, slopes, sums);
            BackwardRow<Float1>(x, gradient, done, channels, slopes, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int BackwardRow<TVector>(float* x, float* gradient, int start, int end, float* slopes, float* sums)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        int c = start;
        for (; c <= end - TVector.Lanes; c += TVector.Lanes)
        {
            TVector value = TVector.Load(x + c), dy = TVector.Load(gradient + c);
            TVector.Store(TVector.MultiplyAdd(TVector.SelectGreater(value, zero, zero, value), dy, TVector.Load(sums + c)), sums + c);
            TVector.Store(TVector.SelectGreater(value, zero, dy, TVector.Multiply(dy, TVector.Load(slopes + c))), gradient + c);
        }

        return c;
    }
}
