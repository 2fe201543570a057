using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Inverted dropout (Srivastava et al., 2014). The mask is a function of (seed, stream, index): it is never stored, and backward draws it again.</summary>
internal static unsafe class Dropout
{
    /// <summary>Whether an element stays.</summary>
    public static bool IsKept(ulong index, float probability, ulong seed, ulong stream) => CounterRandom.Uniform(seed, stream, index) >= probability;

    /// <summary>y = x / (1 - probability) where the element is kept, else 0, for elements [start, end). The gradient's pass is the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(float* x, float* y, long start, long end, float probability, ulong seed, ulong stream)
    {
        float scale = probability < 1 ? 1 / (1 - probability) : 0;
        ulong key = CounterRandom.Key(seed, stream);
        int least = CounterRandom.LeastUniformBits(probability);
        for (long i = start; i < end; i++)
        {
            // No branch, which the processor could only guess. The sign of the difference is the mask.
            int kept = (least - 1 - CounterRandom.UniformBits(CounterRandom.HashOfKey(key, (ulong)i))) >> 31;
            y[i] = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(x[i] * scale) & kept);
        }
    }

    /// <summary>As <see cref="Apply"/> for a whole image, about which one decision is made: stochastic depth (Huang et al., 2016).</summary>
    /// <param name="image">Number of the image, and of the decision.</param>
    public static void ApplyToImage(float* x, float* y, int count, long image, float probability, ulong seed, ulong stream)
    {
        var result = new Span<float>(y, count);
        if (IsKept((ulong)image, probability, seed, stream)) TensorPrimitives.Multiply(new ReadOnlySpan<float>(x, count), 1 / (1 - probability), result);
        else result.Clear();
    }
}
