namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Each value several times in a row, and the sums over the repetitions.</summary>
internal static unsafe class RepeatedChannels
{
    /// <summary>repeated[i] = single[i / times].</summary>
    /// <param name="count">Number of single values.</param>
    public static void Forward(float* single, float* repeated, long count, int times)
    {
        for (long i = 0; i < count; i++) new Span<float>(repeated + i * times, times).Fill(single[i]);
    }

    /// <summary>single[i] = the sum of repeated[i * times] to repeated[i * times + times - 1].</summary>
    public static void Backward(float* repeated, float* single, long count, int times)
    {
        for (long i = 0; i < count; i++, repeated += times)
        {
            float sum = repeated[0];
            for (int k = 1; k < times; k++) sum += repeated[k];
            single[i] = sum;
        }
    }
}
