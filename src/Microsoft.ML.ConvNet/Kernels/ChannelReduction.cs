using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Sums over rows of channels, and sums of partial results in a fixed order.</summary>
internal static unsafe partial class ChannelReduction
{
    /// <summary>sums[c] = sum over the rows, <paramref name="stride"/> floats apart, of x[row][c]; 0 for no rows.</summary>
    public static void Sum(KernelSet set, float* x, long count, int channels, int stride, float* sums)
    {
        new Span<float>(sums, channels).Clear();
        int done = 0;
        if (set.Lanes >= 16) done = Sum<Float16>(x, count, done, channels, stride, sums);
        if (set.Lanes >= 8) done = Sum<Float8>(x, count, done, channels, stride, sums);
        if (set.Lanes >= 4) done = Sum<Float4>(x, count, done, channels, stride, sums);
        Sum<Float1>(x, count, done, channels, stride, sums);
    }

    /// <summary>destination[i] = parts[0][i] + parts[1][i] + ..., for i in [start, end).</summary>
    public static void SumParts(KernelSet set, float* parts, long stride, int count, float* destination, long start, long end)
    {
        if (set.Lanes == 16) SumParts<Float16>(parts, stride, count, destination, start, end);
        else if (set.Lanes == 8) SumParts<Float8>(parts, stride, count, destination, start, end);
        else if (set.Lanes == 4) SumParts<Float4>(parts, stride, count, destination, start, end);
        else SumParts<Float1>(parts, stride, count, destination, start, end);
    }

    // Sums channels from the first on while they fill vectors; returns the first channel that is left.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Sum<TVector>(float* x, long count, int first, int channels, nint stride, float* sums)
        where TVector : struct, IFloatVector<TVector>
    {
        int end = channels - (channels - first) % TVector.Lanes;
        if (end == first) return end;
        long row = 0;

        // Four rows at a time: a sum is loaded and stored once for them.
        for (; row <= count - 4; row += 4, x += 4 * stride)
        {
            for (int c = first; c < end; c += TVector.Lanes)
            {
                var upper = TVector.Add(TVector.Load(x + c), TVector.Load(x + stride + c));
                var lower = TVector.Add(TVector.Load(x + 2 * stride + c), TVector.Load(x + 3 * stride + c));
                TVector.Store(TVector.Add(TVector.Load(sums + c), TVector.Add(upper, lower)), sums + c);
            }
        }

        for (; row < count; row++, x += stride)
            for (int c = first; c < end; c += TVector.Lanes) TVector.Store(TVector.Add(TVector.Load(sums + c), TVector.Load(x + c)), sums + c);
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumParts<TVector>(float* parts, long stride, int count, float* destination, long start, long end)
        where TVector : struct, IFloatVector<TVector>
    {
        long i = start;
        for (; i <= end - TVector.Lanes; i += TVector.Lanes)
        {
            var sum = TVector.Load(parts + i);
            for (int part = 1; part < count; part++) sum = TVector.Add(sum, TVector.Load(parts + part * stride + i));
            TVector.Store(sum, destination + i);
        }

        for (; i < end; i++)
        {
            float sum = parts[i];
            for (int part = 1; part < count; part++) sum += parts[part * stride + i];
            destination[i] = sum;
        }
    }
}
