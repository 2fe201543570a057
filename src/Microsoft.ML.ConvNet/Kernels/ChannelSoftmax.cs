using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Softmax over the channels of each row.</summary>
internal static unsafe partial class ChannelSoftmax
{
    /// <summary>y[c] = e^x[c] / (sum of e^x), row by row; y may be x.</summary>
    public static void Forward(float* x, float* y, long count, int channels)
    {
        for (long row = 0; row < count; row++, x += channels, y += channels)
        {
            var values = new ReadOnlySpan<float>(x, channels);
            var result = new Span<float>(y, channels);
            TensorPrimitives.Subtract(values, TensorPrimitives.Max(values), result);
            TensorPrimitives.Exp(result, result);
            TensorPrimitives.Divide(result, TensorPrimitives.Sum<float>(result), result);
        }
    }

    /// <summary>In place: gradient[c] = y[c] * (gradient[c] - sum of gradient * y), row by row.</summary>
    public static void Backward(float* y, float* gradient, long count, int channels)
    {
        for (long row = 0; row < count; row++, y += channels, gradient += channels)
        {
            var values = new ReadOnlySpan<float>(y, channels);
            var result = new Span<float>(gradient, channels);
            TensorPrimitives.Subtract(result, TensorPrimitives.Dot(values, result), result);
            TensorPrimitives.Multiply(values, result, result);
        }
    }
}
