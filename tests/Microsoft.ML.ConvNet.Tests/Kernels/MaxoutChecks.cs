using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Maxout and its gradient against sorting.</summary>
internal static class MaxoutChecks
{
    public static void CheckAll()
    {
        foreach (int pieces in new[] { 1, 2, 3, 16, 19 })
            foreach (int outputs in new[] { 0, 1, 5 }) Check(pieces, outputs);
        CheckTies();
    }

    private static void Check(int pieces, int outputs)
    {
        float[] values = Numbers.Normal(pieces * outputs, seed: 1), gradients = Numbers.Normal(outputs, seed: 2);
        using var x = new KernelBuffer(values);
        using var y = new KernelBuffer(outputs);
        using var dy = new KernelBuffer(gradients);
        using var dx = new KernelBuffer(values.Length);
        Maxout.Forward<float>(x.Span, pieces, y.Span);
        Maxout.Backward<float>(x.Span, pieces, dy.Span, dx.Span);
        Assert.Equal(values.Chunk(pieces).Select(group => group.Max()), y.Span.ToArray());
        Assert.Equal(values.Select((value, i) => value == y.Span[i / pieces] ? gradients[i / pieces] : 0), dx.Span.ToArray());
    }

    /// <summary>The first of equal values gets the gradient; NaN is larger than any number.</summary>
    private static void CheckTies()
    {
        float[] y = new float[3], dx = new float[9];
        float[] x = [1, 2, 2, 5, 5, 5, 3, float.NaN, float.PositiveInfinity];
        Maxout.Forward<float>(x, 3, y);
        Maxout.Backward<float>(x, 3, [1, 2, 3], dx);
        Assert.Equal([2, 5, float.NaN], y);
        Assert.Equal([0, 1, 0, 2, 0, 0, 0, 3, 0], dx);
    }
}
