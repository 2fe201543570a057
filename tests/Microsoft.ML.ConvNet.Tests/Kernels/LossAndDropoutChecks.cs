using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Softmax cross-entropy against the definition in double precision, and dropout's promises.</summary>
internal static unsafe class LossAndDropoutChecks
{
    // TensorPrimitives.Exp states no bound; its polynomial is good to a few units in the last place.
    private const int ExpRoundings = 16;

    private static readonly SoftmaxCrossEntropy CrossEntropy = new();

    public static void CheckAll()
    {
        for (int classes = 1; classes <= 35; classes++) CheckLoss(rows: 3, classes, scale: 3);
        CheckLoss(rows: 20, classes: 1000, scale: 10);
        CheckLargeLogits();
        foreach (float probability in new[] { 0f, 0.25f, 0.5f, 0.9f, 1f }) CheckDropout(probability);
    }

    private static void CheckLoss(int rows, int classes, float scale)
    {
        float[] values = Array.ConvertAll(Numbers.Normal(rows * classes, seed: 1), value => scale * value);
        float[] weightValues = Array.ConvertAll(Numbers.Normal(rows, seed: 2), MathF.Abs);
        int[] labels = [.. Enumerable.Range(0, rows).Select(row => row * 7 % classes)];
        using var logits = new KernelBuffer(values);
        using var weights = new KernelBuffer(weightValues);
        using var gradient = new KernelBuffer(values.Length);
        var (loss, weight, correct) = CrossEntropy.Forward(logits.Span, labels, [], weights.Span, gradient.Span);
        double[] expected = new double[values.Length];
        var (expectedLoss, expectedWeight) = CrossEntropy.ForwardReference<double>(
            Numbers.Double(values), labels, [], Numbers.Double(weightValues), expected);
        double relative = (ExpRoundings + classes) * Numbers.UnitRoundoff;
        Assert.Equal(expectedWeight, weight, expectedWeight * 1e-12);
        Assert.Equal(expectedLoss, loss, relative * (expectedLoss + expectedWeight * scale * 10));
        double[] shares = [.. expected.Select((_, i) => weightValues[i / classes] / expectedWeight)];
        Numbers.AssertWithin(expected, shares, ExpRoundings + 20, gradient.Span, $"gradient, {rows} rows of {classes} classes");
        int hits = labels.Where(
            (label, row) => values.AsSpan(row * classes, classes).IndexOf(values.AsSpan(row * classes, classes).ToArray().Max()) == label).Count();
        Assert.Equal(hits, correct);
    }

    private static void CheckLargeLogits()
    {
        // exp(1000) overflows; the first of equal maxima counts; a weight of 0 gives no gradient.
        float[] gradient = new float[4], weights = [1, 1];
        var (loss, weight, correct) = CrossEntropy.Forward([1000, 1000, -1000, 1000], [0, 0], [], weights, gradient);
        Assert.Equal(Math.Log(2) + 2000, loss, 1e-6);
        Assert.Equal((2, 1), (weight, correct));
        Assert.Equal([-0.25f, 0.25f, -0.5f, 0.5f], gradient);
        (loss, weight, _) = CrossEntropy.Forward([1, 2], [0], [], [0], gradient.AsSpan(0, 2));
        Assert.Equal((0.0, 0.0), (loss, weight));
        Assert.Equal([0f, 0f], gradient[..2]);

        // Equal scores over K classes cost ln K.
        (loss, _, _) = CrossEntropy.Forward(new float[10], [3], [], [1], new float[10]);
        Assert.Equal(Math.Log(10), loss, 1e-6);
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
