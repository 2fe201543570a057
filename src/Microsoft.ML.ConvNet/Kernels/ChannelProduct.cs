using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Rows of channels times one factor a channel; with a single row, the product of two activations value by value.</summary>
internal static unsafe partial class ChannelProduct
{
    /// <summary>y[row][c] = x[row][c] * factors[c].</summary>
    public static void Forward(KernelSet set, float* x, float* factors, float* y, int rows, int channels)
    {
        for (int row = 0; row < rows; row++, x += channels, y += channels)
        {
            int done = set.Lanes switch
            {
                16 => Multiply<Float16>(x, factors, y, 0, channels),
                8 => Multiply<Float8>(x, factors, y, 0, channels),
                4 => Multiply<Float4>(x, factors, y, 0, channels),
                _ => 0,
            };
            Multiply<Float1>(x, factors, y, done, channels);
        }
    }

    /// <summary>dx = dy * factors, and factorGradients[c] = sum over the rows of dy * x; dx may be dy.</summary>
    public static void Backward(KernelSet set, float* x, float* factors, float* dy, float* dx, int rows, int channels, float* factorGradients)
    {
        new Span<float>(factorGradients, channels).Clear();
        for (int row = 0; row < rows; row++, x += channels, dy += channels, dx += channels)
        {
            int done = set.Lanes switch
            {
                16 => Gradients<Float16>(x, factors, dy, dx, factorGradients, 0, channels),
                8 => Gradients<Float8>(x, factors, dy, dx, factorGradients, 0, channels),
                4 => Gradients<Float4>(x, factors, dy, dx, factorGradients, 0, channels),
                _ => 0,
            };
            Gradients<Float1>(x, factors, dy, dx, factorGradients, done, channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Multiply<TVector>(float* x, float* factors, float* y, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        int c = start;
        for (; c <= end - TVector.Lanes; c += TVector.Lanes) TVector.Store(TVector.Multiply(TVector.Load(x + c), TVector.Load(factors + c)), y + c);
        return c;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Gradients<TVector>(float* x, float* factors, float* dy, float* dx, float* factorGradients, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        int c = start;
        for (; c <= end - TVector.Lanes; c += TVector.Lanes)
        {
            var gradient = TVector.Load(dy + c);
            TVector.Store(TVector.MultiplyAdd(gradient, TVector.Load(x + c), TVector.Load(factorGradients + c)), factorGradients + c);
            TVector.Store(TVector.Multiply(gradient, TVector.Load(factors + c)), dx + c);
        }

        return c;
    }
}
