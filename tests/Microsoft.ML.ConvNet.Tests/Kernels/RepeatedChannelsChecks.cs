using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

internal static unsafe class RepeatedChannelsChecks
{
    public static void CheckAll()
    {
        foreach (int count in new[] { 1, 5, 17 })
        {
            for (int times = 1; times <= 5; times++)
            {
                float[] values = Numbers.Normal(count, seed: 1);
                using var single = new KernelBuffer(values);
                using var repeated = new KernelBuffer(count * times);
                RepeatedChannels.Forward(single.Pointer, repeated.Pointer, count, times);
                Assert.Equal(values.SelectMany(value => Enumerable.Repeat(value, times)), repeated.Span.ToArray());

                float[] terms = Numbers.Normal(count * times, seed: 2);
                terms.CopyTo(repeated.Span);
                RepeatedChannels.Backward(repeated.Pointer, single.Pointer, count, times);
                Assert.Equal(terms.Chunk(times).Select(chunk => chunk.Aggregate((sum, term) => sum + term)), single.Span.ToArray());
            }
        }
    }
}
