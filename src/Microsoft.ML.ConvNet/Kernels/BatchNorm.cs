using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Batch normalisation over rows of channels (Ioffe and Szegedy, 2015): statistics, and its gradient. The rows are cut into blocks, each block's mean and
/// sum of squared deviations are computed in two passes while it is in cache and combined in a fixed order: no
/// cancellation when the mean is large, and the same bits on any number of threads.
/// </summary>
internal static unsafe partial class BatchNorm
{
    /// <summary>Most channels of a call of <see cref="CombineStatistics"/>.</summary>
    public const int CombinedChannels = 64;

    /// <summary>A block's mean and sum of squared deviations from it; at least one row, <paramref name="stride"/> floats from one to the next.</summary>
    public static void BlockStatistics(KernelSet set, float* x, long count, int channels, int stride, float* mean, float* squares)
    {
        ChannelReduction.Sum(set, x, count, channels, stride, mean);
        float inverse = 1f / count;
        for (int c = 0; c < channels; c++) mean[c] *= inverse;
        new Span<float>(squares, channels).Clear();
        int done = 0;
        if (set.Lanes >= 16) done = Squares<Float16>(x, count, done, channels, stride, mean, squares);
        if (set.Lanes >= 8) done = Squares<Float8>(x, count, done, channels, stride, mean, squares);
        if (set.Lanes >= 4) done = Squares<Float4>(x, count, done, channels, stride, mean, squares);
        Squares<Float1>(x, count, done, channels, stride, mean, squares);
    }

    /// <summary>
    /// Combines blocks for a few channels: the mean of block b is at means + b * stride, its squares are at squares + b * stride. Writes mean and biased variance.
    /// </summary>
    /// <param name="counts">Rows of each block.</param>
    /// <param name="channels">At most <see cref="CombinedChannels"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CombineStatistics(float* counts, float* means, float* squares, int blocks, long stride, int channels, float* mean, float* variance)
    {
        // Blocks outside, so that memory is read in its order. Doubles, so that it does not matter how many blocks there are.
        double* center = stackalloc double[CombinedChannels], sum = stackalloc double[CombinedChannels];
        double total = 0;
        for (int c = 0; c < channels; c++) center[c] = sum[c] = 0;
        for (int block = 0; block < blocks; block++)
        {
            double count = counts[block];
            float* values = means + block * stride;
            for (int c = 0; c < channels; c++) center[c] += count * values[c];
            total += count;
        }

        for (int c = 0; c < channels; c++) center[c] /= total;
        for (int block = 0; block < blocks; block++)
        {
            double count = counts[block];
            float* values = means + block * stride, deviations = squares + block * stride;
            for (int c = 0; c < channels; c++)
            {
                double delta = values[c] - center[c];
                sum[c] += deviations[c] + count * delta * delta;
            }
        }

        for (int c = 0; c < channels; c++)
        {
            mean[c] = (float)center[c];
            variance[c] = (float)(sum[c] / total);
        }
    }

    /// <summary>
    /// scale = weight / sqrt(variance + epsilon), shift = bias - mean * scale: normalisation as one multiply-add. A null weight is 1, a null bias 0.
    /// </summary>
    public static void ScaleAndShift(float* mean, float* variance, float* weight, float* bias, float epsilon, int channels, float* scale, float* shift)
    {
        for (int c = 0; c < channels; c++)
        {
            double inverse = 1 / Math.Sqrt((double)variance[c] + epsilon);
            double factor = weight == null ? inverse : weight[c] * inverse;
            scale[c] = (float)factor;
            shift[c] = (float)((bias == null ? 0 : bias[c]) - mean[c] * factor);
        }
    }

    /// <summary>running = (1 - momentum) * running + momentum * batch, with the unbiased variance, as PyTorch does.</summary>
    public static void UpdateRunning(float* mean, float* variance, long rows, float momentum, int channels, float* runningMean, float* runningVariance)
    {
        float unbiased = rows > 1 ? (float)((double)rows / (rows - 1)) : 1;
        for (int c = 0; c < channels; c++)
        {
            runningMean[c] += momentum * (mean[c] - runningMean[c]);
            runningVariance[c] += momentum * (variance[c] * unbiased - runningVariance[c]);
        }
    }

    /// <summary>
    /// From the sums over all rows: the gradients of weight and bias, and the coefficients of dx = dy * scale + x * slope + offset. A null weight is 1; null
    /// gradients are not asked for.
    /// </summary>
    /// <remarks>dx = weight / s * (dy - mean(dy) - (x - mean) / s^2 * mean(dy (x - mean))), s = sqrt(variance + epsilon).</remarks>
    public static void GradientCoefficients(
        float* sums, float* products, float* mean, float* variance, float* weight, float epsilon, long rows, int channels,
        float* weightGradient, float* biasGradient, float* scale, float* slope, float* offset)
    {
        for (int c = 0; c < channels; c++)
        {
            double inverse = 1 / Math.Sqrt((double)variance[c] + epsilon);
            double factor = weight == null ? inverse : weight[c] * inverse;
            double along = products[c] * inverse * inverse / rows;
            if (weightGradient != null) weightGradient[c] = (float)(products[c] * inverse);
            if (biasGradient != null) biasGradient[c] = sums[c];
            scale[c] = (float)factor;
            slope[c] = (float)(-factor * along);
            offset[c] = (float)(factor * (mean[c] * along - sums[c] / (double)rows));
        }
    }

    // As ChannelReduction.Sum: whole vectors from the first channel on.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Squares<TVector>(float* x, long count, int first, int channels, nint stride, float* mean, float* squares)
        where TVector : struct, IFloatVector<TVector>
    {
        int end = channels - (channels - first) % TVector.Lanes;
        if (end == first) return end;
        long row = 0;
        for (; row <= count - 4; row += 4, x += 4 * stride)
        {
            for (int c = first; c < end; c += TVector.Lanes)
            {
                var center = TVector.Load(mean + c);
                var sum = AddSquare(TVector.Load(squares + c), x + c, center);
                sum = AddSquare(sum, x + stride + c, center);
                sum = AddSquare(sum, x + 2 * stride + c, center);
                TVector.Store(AddSquare(sum, x + 3 * stride + c, center), squares + c);
            }
        }

        for (; row < count; row++, x += stride)
            for (int c = first; c < end; c += TVector.Lanes) TVector.Store(AddSquare(TVector.Load(squares + c), x + c, TVector.Load(mean + c)), squares + c);
        return end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddSquare<TVector>(TVector sum, float* x, TVector mean)
        where TVector : struct, IFloatVector<TVector>
    {
        var delta = TVector.Subtract(TVector.Load(x), mean);
        return TVector.MultiplyAdd(delta, delta, sum);
    }
}
