using FsCheck;
using FsCheck.Fluent;

namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>Pooling through the executor, over drawn geometries.</summary>
public class PoolingPropertyTests
{
    // Means are rounded: a division, then sums of a few dozen.
    private const double Rounding = 3e-6;

    private static readonly Weights NoWeights = new([]);

    private static Gen<PoolingCase> Cases { get; } =
        from window in WindowCase.Draw()
        from ceilMode in Gen.Elements(false, true)
        from countsPadding in Gen.Elements(false, true)
        select new PoolingCase(window, ceilMode, countsPadding).WithSmallPadding();

    [Fact]
    public void TheMeanIsLinearAndItsBackwardPassIsTransposed() => PropertyCheck.ForAll(Cases, PoolingCase.Smaller, count: 150, one =>
        LinearLaws.Check(LinearProbe.Of(one.Window.Input, one.Average), one.Window.Rows, one.Window.Set, Rounding));

    [Fact]
    public void TheMeanOfEqualValuesIsTheirValue() => PropertyCheck.ForAll(Cases, PoolingCase.Smaller, count: 60, one =>
    {
        // Without the padding in the mean, or without any padding.
        using var probe = new LinearProbe(LinearProbe.Of(one.Window.Input, one.Average with { CountIncludePad = false }), one.Window.Rows, one.Window.Set);
        float[] threes = new float[probe.InputLength];
        threes.AsSpan().Fill(3);
        Assert.All(Output(probe, threes), value => Assert.Equal(3, value, 1e-5));
    });

    [Fact]
    public void AdaptiveAndGlobalMeansAreLinearAndTheirBackwardPassIsTransposed() => PropertyCheck.ForAll(Cases, PoolingCase.Smaller, count: 80, one =>
    {
        LinearLaws.Check(LinearProbe.Of(one.Window.Input, new AdaptiveAveragePoolLayer(one.Window.Kernel)), one.Window.Rows, one.Window.Set, Rounding);
        LinearLaws.Check(LinearProbe.Of(one.Window.Input, new GlobalAveragePoolLayer()), one.Window.Rows, one.Window.Set, Rounding);
    });

    [Fact]
    public void TheMaximumOfASumIsAtMostTheSumOfTheMaxima() => PropertyCheck.ForAll(Cases, PoolingCase.Smaller, count: 100, one =>
    {
        using var probe = Maximum(one);
        float[] x = WholeNumbers.Draw(probe.InputLength, 1), z = WholeNumbers.Draw(probe.InputLength, 2);
        float[] sum = Output(probe, [.. x.Zip(z, (one, two) => one + two)]), first = Output(probe, x), second = Output(probe, z);
        for (int i = 0; i < sum.Length; i++) Assert.True(sum[i] <= first[i] + second[i], $"value {i}: {sum[i]} > {first[i]} + {second[i]}");
        Assert.Equal([.. first.Select(value => value + 5)], Output(probe, [.. x.Select(value => value + 5)]));
    });

    /// <summary>Each output's gradient goes to one place of its window that holds the maximum.</summary>
    [Fact]
    public void TheMaximumsGradientGoesToMaxima() => PropertyCheck.ForAll(Cases, PoolingCase.Smaller, count: 100, one =>
    {
        using var probe = Maximum(one);
        float[] x = WholeNumbers.Draw(probe.InputLength, 1), y = WholeNumbers.Draw(probe.OutputLength, 3);
        float[] gradient = probe.Backward(NoWeights, x, y).Input;

        // Every value of the output is one of the input: <y, output> = <gradient, x>.
        Assert.Equal(WholeNumbers.Dot(y, Output(probe, x)), WholeNumbers.Dot(gradient, x));
        Assert.Equal(y.Sum(), gradient.Sum());
    });

    private static LinearProbe Maximum(PoolingCase one) => new(LinearProbe.Of(one.Window.Input, one.Maximum), one.Window.Rows, one.Window.Set);

    private static float[] Output(LinearProbe probe, float[] input) => probe.Forward(NoWeights, input);
}
