using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>What dropout promises.</summary>
internal static unsafe class DropoutChecks
{
    public static void CheckAll()
    {
        foreach (float probability in new[] { 0f, 0.25f, 0.5f, 0.9f, 1f }) CheckDropout(probability);
        CheckImages();
    }

    private static void CheckImages()
    {
        const float probability = 0.25f;
        for (int count = 1; count <= 35; count++)
        {
            float[] values = Numbers.Normal(count, seed: 3);
            using var x = new KernelBuffer(values);
            using var y = new KernelBuffer(count);
            for (int image = 0; image < 8; image++)
            {
                Dropout.ApplyToImage(x.Pointer, y.Pointer, count, image, probability, seed: 9, stream: 1);
                float scale = Dropout.IsKept((ulong)image, probability, seed: 9, stream: 1) ? 1 / (1 - probability) : 0;
                for (int i = 0; i < count; i++) Assert.Equal(values[i] * scale, y.Span[i]);
            }
        }
    }

    private static void CheckDropout(float probability)
    {
        const int count = 20_000;
        float[] values = Array.ConvertAll(Numbers.Normal(count, seed: 3), value => MathF.Abs(value) + 0.1f);
        using var x = new KernelBuffer(values);
        using var y = new KernelBuffer(count);
        Dropout.Apply(x.Pointer, y.Pointer, 0, count, probability, seed: 9, stream: 1);
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            Assert.Equal(Dropout.IsKept((ulong)i, probability, seed: 9, stream: 1), y.Span[i] != 0);
            if (y.Span[i] == 0) continue;
            kept++;
            Assert.Equal(values[i] / (1 - probability), y.Span[i], 1e-5f * values[i] / (1 - probability));
        }

        // Five standard deviations of a binomial count.
        double spread = 5 * Math.Sqrt(count * probability * (1 - probability));
        Assert.InRange(kept, count * (1.0 - probability) - spread, count * (1.0 - probability) + spread);

        // A range gives what the whole gives, in place too; another stream or seed another mask.
        Dropout.Apply(x.Pointer, x.Pointer, 77, 1001, probability, seed: 9, stream: 1);
        Numbers.AssertSameBits(y.Span[77..1001], x.Span[77..1001], $"dropout of a range, probability {probability}");
        Numbers.AssertSameBits(values.AsSpan(0, 77), x.Span[..77], $"dropout before a range");
        Numbers.AssertSameBits(values.AsSpan(1001), x.Span[1001..], $"dropout behind a range");
        if (probability is 0 or 1) return;
        using var other = new KernelBuffer(values);
        foreach (var (seed, stream) in new[] { (9ul, 2ul), (10ul, 1ul) })
        {
            Dropout.Apply(other.Pointer, other.Pointer, 0, count, probability, seed, stream);
            Assert.False(other.Span.SequenceEqual(y.Span));
            values.CopyTo(other.Span);
        }
    }
}
