namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Sums over rows of channels, and sums of partial results in a fixed order.</summary>
internal static unsafe partial class ChannelReduction
{
    /// <summary>sums[c] = sum over the rows of x[row][c]; 0 for no rows.</summary>
    public static void Sum(KernelSet set, float* x, long count, int channels, float* sums)
    {
        new Span<float>(sums, channels).Clear();
        if (set.Lanes == 16) Sum<Float16>(x, count, channels, sums);
        else if (set.Lanes == 8) Sum<Float8>(x, count, channels, sums);
        else if (set.Lanes == 4) Sum<Float4>(x, count, channels, sums);
        else Sum<Float1>(x, count, channels, sums);
    }

    /// <summary>destination[i] = parts[0][i] + parts[1][i] + ..., for i in [start, end).</summary>
    public static void SumParts(KernelSet set, float* parts, long stride, int count, float* destination, long start, long end)
    {
        if (set.Lanes == 16) SumParts<Float16>(parts, stride, count, destination, start, end);
        else if (set.Lanes == 8) SumParts<Float8>(parts, stride, count, destination, start, end);
        else if (set.Lanes == 4) SumParts<Float4>(parts, stride, count, destination, start, end);
        else SumParts<Float1>(parts, stride, count, destination, start, end);
    }

    private static void Sum<TVector>(float* x, long count, int channels, float* sums)
        where TVector : struct, IFloatVector<TVector>
    {
        for (long row = 0; row < count; row++, x += channels)
        {
            int c = 0;
            for (; c <= channels - TVector.Lanes; c += TVector.Lanes) TVector.Store(TVector.Add(TVector.Load(sums + c), TVector.Load(x + c)), sums + c);
            for (; c < channels; c++) sums[c] += x[c];
        }
    }

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
