using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Local response normalisation across channels (Krizhevsky, Sutskever, Hinton, 2012) on rows of channels. A row's squares are copied between zeros, so a
/// window's sum is that of shifted vectors without a border in the loop; each sum is taken anew, so nothing cancels. Backward computes the
/// denominators again, which costs less than another activation in memory.
/// </summary>
internal static unsafe partial class LocalResponseNorm
{
    // What is done at once lies in the first-level cache.
    private const int BlockFloats = 1 << 11;

    /// <summary>Scratch floats for <see cref="Forward"/> and <see cref="Backward"/>.</summary>
    public static long ScratchFloats(int channels, ResponseWindow window) => 2L * RowsAtOnce(channels) * channels + channels + window.Size - 1;

    /// <summary>y = x * s^-beta for <paramref name="count"/> rows, s = k + alpha / size * (sum of squares in the window).</summary>
    public static void Forward(KernelSet set, float* x, float* y, long count, int channels, ResponseWindow window, float* scratch)
    {
        int rowsAtOnce = RowsAtOnce(channels);
        float* powers = scratch + (long)rowsAtOnce * channels, padded = powers + (long)rowsAtOnce * channels;
        for (long row = 0; row < count; row += rowsAtOnce)
        {
            int rows = (int)Math.Min(rowsAtOnce, count - row), length = rows * channels;
            float* input = x + row * channels;
            Denominators(set, input, rows, channels, window, padded, scratch);
            InversePower(new ReadOnlySpan<float>(scratch, length), window.Beta, new Span<float>(powers, length));
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(input, length), new ReadOnlySpan<float>(powers, length), new Span<float>(y + row * channels, length));
        }
    }

    /// <summary>
    /// dx[j] = dy[j] * s[j]^-beta - 2 * alpha * beta / size * x[j] * (sum of dy[c] * x[c] * s[c]^(-beta - 1) over the channels c whose window has j); dx may be dy.
    /// </summary>
    public static void Backward(KernelSet set, float* x, float* dy, float* dx, long count, int channels, ResponseWindow window, float* scratch)
    {
        int rowsAtOnce = RowsAtOnce(channels);
        float* second = scratch + (long)rowsAtOnce * channels, padded = second + (long)rowsAtOnce * channels;
        float slope = (float)(-2.0 * window.Alpha * window.Beta / window.Size);
        for (long row = 0; row < count; row += rowsAtOnce)
        {
            int rows = (int)Math.Min(rowsAtOnce, count - row), length = rows * channels;
            ReadOnlySpan<float> input = new(x + row * channels, length), gradient = new(dy + row * channels, length);
            Span<float> sums = new(scratch, length), direct = new(second, length);
            Denominators(set, x + row * channels, rows, channels, window, padded, scratch);
            InversePower(sums, window.Beta, direct);
            TensorPrimitives.Divide(direct, sums, sums);
            TensorPrimitives.Multiply(direct, gradient, direct);
            TensorPrimitives.Multiply(sums, gradient, sums);
            TensorPrimitives.Multiply(sums, input, sums);

            // The window seen from the other end.
            new Span<float>(padded, window.After).Clear();
            new Span<float>(padded + window.After + channels, window.Before).Clear();
            for (int r = 0; r < rows; r++)
            {
                sums.Slice(r * channels, channels).CopyTo(new Span<float>(padded + window.After, channels));
                WindowSums(set, padded, channels, window.Size, slope, 0, scratch + (long)r * channels);
            }

            TensorPrimitives.MultiplyAdd(sums, input, direct, new Span<float>(dx + row * channels, length));
        }
    }

    private static int RowsAtOnce(int channels) => Math.Max(1, BlockFloats / channels);

    /// <summary>result = s^-beta for positive s.</summary>
    private static void InversePower(ReadOnlySpan<float> s, float beta, Span<float> result)
    {
        if (beta == 0.75f)
        {
            // The exponent of AlexNet and of PyTorch: s^(1/4) / s. Forward takes 1.3 ms for 4 x 55x55x96 values, 1.7 by logarithm and exponential; Pow is far slower.
            TensorPrimitives.Sqrt(s, result);
            TensorPrimitives.Sqrt(result, result);
            TensorPrimitives.Divide(result, s, result);
            return;
        }

        TensorPrimitives.Log(s, result);
        TensorPrimitives.Multiply(result, -beta, result);
        TensorPrimitives.Exp(result, result);
    }

    private static void Denominators(KernelSet set, float* x, int rows, int channels, ResponseWindow window, float* padded, float* result)
    {
        new Span<float>(padded, window.Before).Clear();
        new Span<float>(padded + window.Before + channels, window.After).Clear();
        for (int r = 0; r < rows; r++, x += channels, result += channels)
        {
            var row = new ReadOnlySpan<float>(x, channels);
            TensorPrimitives.Multiply(row, row, new Span<float>(padded + window.Before, channels));
            WindowSums(set, padded, channels, window.Size, window.Alpha / window.Size, window.K, result);
        }
    }

    /// <summary>sums[c] = offset + scale * (padded[c] + ... + padded[c + size - 1]).</summary>
    private static void WindowSums(KernelSet set, float* padded, int channels, int size, float scale, float offset, float* sums)
    {
        int done = set.Lanes switch
        {
            16 => WindowSums<Float16>(padded, 0, channels, size, scale, offset, sums),
            8 => WindowSums<Float8>(padded, 0, channels, size, scale, offset, sums),
            4 => WindowSums<Float4>(padded, 0, channels, size, scale, offset, sums),
            _ => 0,
        };
        WindowSums<Float1>(padded, done, channels, size, scale, offset, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int WindowSums<TVector>(float* padded, int start, int channels, int size, float scale, float offset, float* sums)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector scales = TVector.Create(scale), offsets = TVector.Create(offset);
        int c = start;
        for (; c <= channels - TVector.Lanes; c += TVector.Lanes)
        {
            var sum = TVector.Load(padded + c);
            for (int i = 1; i < size; i++) sum = TVector.Add(sum, TVector.Load(padded + c + i));
            TVector.Store(TVector.MultiplyAdd(sum, scales, offsets), sums + c);
        }

        return c;
    }
}
