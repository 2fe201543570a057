namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Batch normalisation over rows of channels (Ioffe and Szegedy, 2015): statistics, and its gradient. The rows are cut into blocks, each block's mean and
/// sum of squared deviations are computed in two passes while it is in cache and combined in a fixed order (Chan, Golub, LeVeque, 1979): no
/// cancellation when the mean is large, and the same bits on any number of threads.
/// </summary>
internal static unsafe partial class BatchNorm
{
    /// <summary>A block's mean and sum of squared deviations from it; at least one row.</summary>
    public static void BlockStatistics(KernelSet set, float* x, long count, int channels, float* mean, float* squares)
    {
        ChannelReduction.Sum(set, x, count, channels, mean);
        float inverse = 1f / count;
        for (int c = 0; c < channels; c++) mean[c] *= inverse;
        new Span<float>(squares, channels).Clear();
        if (set.Lanes == 16) Squares<Float16>(x, count, channels, mean, squares);
        else if (set.Lanes == 8) Squares<Float8>(x, count, channels, mean, squares);
        else if (set.Lanes == 4) Squares<Float4>(x, count, channels, mean, squares);
        else Squares<Float1>(x, count, channels, mean, squares);
    }

    /// <summary>Combines blocks: block b has counts[b] rows, its mean at blocks + 2 * b * channels and its squares behind. Writes mean and biased variance.</summary>
    public static void CombineStatistics(float* blocks, long rowsPerBlock, long rows, int channels, float* mean, float* variance)
    {
        for (int c = 0; c < channels; c++)
        {
            double total = 0, center = 0, squares = 0;
            for (long first = 0, block = 0; first < rows; first += rowsPerBlock, block++)
            {
                double count = Math.Min(rowsPerBlock, rows - first);
                double delta = blocks[2 * block * channels + c] - center;
                double sum = total + count;
                center += delta * count / sum;
                squares += blocks[(2 * block + 1) * channels + c] + delta * delta * total * count / sum;
                total = sum;
            }

            mean[c] = (float)center;
            variance[c] = (float)(squares / total);
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

    /// <summary>A block's sums for the gradient: sums[c] = sum of dy, products[c] = sum of dy * (x - mean).</summary>
    public static void BlockGradientSums(KernelSet set, float* x, float* dy, long count, int channels, float* mean, float* sums, float* products)
    {
        new Span<float>(sums, channels).Clear();
        new Span<float>(products, channels).Clear();
        if (set.Lanes == 16) GradientSums<Float16>(x, dy, count, channels, mean, sums, products);
        else if (set.Lanes == 8) GradientSums<Float8>(x, dy, count, channels, mean, sums, products);
        else if (set.Lanes == 4) GradientSums<Float4>(x, dy, count, channels, mean, sums, products);
        else GradientSums<Float1>(x, dy, count, channels, mean, sums, products);
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

    /// <summary>dx = dy * scale[c] + x * slope[c] + offset[c]; dx may be dy.</summary>
    public static void Backward(KernelSet set, float* x, float* dy, float* dx, long count, int channels, float* scale, float* slope, float* offset)
    {
        if (set.Lanes == 16) Backward<Float16>(x, dy, dx, count, channels, scale, slope, offset);
        else if (set.Lanes == 8) Backward<Float8>(x, dy, dx, count, channels, scale, slope, offset);
        else if (set.Lanes == 4) Backward<Float4>(x, dy, dx, count, channels, scale, slope, offset);
        else Backward<Float1>(x, dy, dx, count, channels, scale, slope, offset);
    }

    private static void Squares<TVector>(float* x, long count, int channels, float* mean, float* squares)
        where TVector : struct, IFloatVector<TVector>
    {
        for (long row = 0; row < count; row++, x += channels)
        {
            int c = 0;
            for (; c <= channels - TVector.Lanes; c += TVector.Lanes)
            {
                var delta = TVector.Subtract(TVector.Load(x + c), TVector.Load(mean + c));
                TVector.Store(TVector.MultiplyAdd(delta, delta, TVector.Load(squares + c)), squares + c);
            }

            for (; c < channels; c++) squares[c] += (x[c] - mean[c]) * (x[c] - mean[c]);
        }
    }

    private static void GradientSums<TVector>(float* x, float* dy, long count, int channels, float* mean, float* sums, float* products)
        where TVector : struct, IFloatVector<TVector>
    {
        for (long row = 0; row < count; row++, x += channels, dy += channels)
        {
            int c = 0;
            for (; c <= channels - TVector.Lanes; c += TVector.Lanes)
            {
                var gradient = TVector.Load(dy + c);
                var delta = TVector.Subtract(TVector.Load(x + c), TVector.Load(mean + c));
                TVector.Store(TVector.Add(TVector.Load(sums + c), gradient), sums + c);
                TVector.Store(TVector.MultiplyAdd(delta, gradient, TVector.Load(products + c)), products + c);
            }

            for (; c < channels; c++)
            {
                sums[c] += dy[c];
                products[c] += dy[c] * (x[c] - mean[c]);
            }
        }
    }

    private static void Backward<TVector>(float* x, float* dy, float* dx, long count, int channels, float* scale, float* slope, float* offset)
        where TVector : struct, IFloatVector<TVector>
    {
        for (long row = 0; row < count; row++, x += channels, dy += channels, dx += channels)
        {
            int c = 0;
            for (; c <= channels - TVector.Lanes; c += TVector.Lanes)
            {
                var value = TVector.MultiplyAdd(TVector.Load(x + c), TVector.Load(slope + c), TVector.Load(offset + c));
                TVector.Store(TVector.MultiplyAdd(TVector.Load(dy + c), TVector.Load(scale + c), value), dx + c);
            }

            for (; c < channels; c++) dx[c] = dy[c] * scale[c] + (x[c] * slope[c] + offset[c]);
        }
    }
}
