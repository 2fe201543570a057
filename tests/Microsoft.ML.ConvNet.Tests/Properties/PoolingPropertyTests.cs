using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>Pooling through the executor, over drawn geometries.</summary>
public class PoolingPropertyTests
{
    private static readonly Weights NoWeights = new([]);

    // Windows of 1, 2, 4, 8 or 16 values: dividing whole numbers by them is exact.
    private static Gen<WindowCase> ExactMeans { get; } =
        from one in WindowCase.Draw()
        from kernel in Gen.Elements(new Extent(1, 1), new Extent(1, 2), new Extent(2, 1), new Extent(2, 2), new Extent(4, 1), new Extent(1, 4), new Extent(4, 4))
        select Pool(one with { Kernel = kernel });

    private static Gen<WindowCase> AnyWindow { get; } = WindowCase.Draw().Select(Pool);

    [Fact]
    public void TheMeanIsLinearAndItsBackwardPassIsTransposed() => PropertyCheck.ForAll(ExactMeans, Smaller, count: 150, one =>
        LinearLaws.Check(LinearProbe.Of(one.Input, new AveragePoolLayer(one.Kernel) { Stride = one.Stride, Padding = one.Padding }), one.Rows, one.Set));

    [Fact]
    public void TheMaximumOfASumIsAtMostTheSumOfTheMaxima() => PropertyCheck.ForAll(AnyWindow, Smaller, count: 100, one =>
    {
        using var probe = Maximum(one);
        float[] x = WholeNumbers.Draw(probe.InputLength, 1), z = WholeNumbers.Draw(probe.InputLength, 2);
        float[] sum = Output(probe, [.. x.Zip(z, (one, two) => one + two)]), first = Output(probe, x), second = Output(probe, z);
        for (int i = 0; i < sum.Length; i++) Assert.True(sum[i] <= first[i] + second[i], $"value {i}: {sum[i]} > {first[i]} + {second[i]}");
        Assert.Equal([.. first.Select(value => value + 5)], Output(probe, [.. x.Select(value => value + 5)]));
    });

    /// <summary>Each output's gradient goes to one place of its window that holds the maximum.</summary>
    [Fact]
    public void TheMaximumsGradientGoesToMaxima() => PropertyCheck.ForAll(AnyWindow, Smaller, count: 100, one =>
    {
        using var probe = Maximum(one);
        float[] x = WholeNumbers.Draw(probe.InputLength, 1), y = WholeNumbers.Draw(probe.OutputLength, 3);
        float[] gradient = probe.Backward(NoWeights, x, y).Input;

        // Every value of the output is one of the input: <y, output> = <gradient, x>.
        Assert.Equal(WholeNumbers.Dot(y, Output(probe, x)), WholeNumbers.Dot(gradient, x));
        Assert.Equal(y.Sum(), gradient.Sum());
    });

    private static LinearProbe Maximum(WindowCase one) =>
        new(LinearProbe.Of(one.Input, new MaxPoolLayer(one.Kernel) { Stride = one.Stride, Padding = one.Padding }), one.Rows, one.Set);

    private static float[] Output(LinearProbe probe, float[] input) => probe.Forward(NoWeights, input);

    /// <summary>Pooling allows no padding as large as the kernel.</summary>
    private static WindowCase Pool(WindowCase one) => one with
    {
        Outputs = 1,
        Dilation = 1,
        HasBias = false,
        Height = Math.Max(one.Height, one.Kernel.Height),
        Width = Math.Max(one.Width, one.Kernel.Width),
        Padding = new Padding(
            Math.Min(one.Padding.Top, one.Kernel.Height - 1), Math.Min(one.Padding.Left, one.Kernel.Width - 1),
            Math.Min(one.Padding.Bottom, one.Kernel.Height - 1), Math.Min(one.Padding.Right, one.Kernel.Width - 1)),
    };

    private static IEnumerable<WindowCase> Smaller(WindowCase one) => WindowCase.Smaller(one).Where(smaller => Pool(smaller) == smaller
        && (smaller.Kernel == one.Kernel || smaller.Kernel == 1));
}
