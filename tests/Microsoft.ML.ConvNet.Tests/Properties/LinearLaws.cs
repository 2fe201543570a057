namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>What holds for any network of linear layers, exactly on whole numbers where nothing is divided.</summary>
internal static class LinearLaws
{
    /// <summary>For a layer, which is linear in its input and in its parameters.</summary>
    public static void Check(Network layer, int rows, string set, double rounding = 0)
    {
        CheckInput(layer, rows, set, rounding);
        using var probe = new LinearProbe(layer, rows, set);
        float[] x = WholeNumbers.Draw(probe.InputLength, 1), y = WholeNumbers.Draw(probe.OutputLength, 3);
        Weights before = WholeNumbers.Draw(layer, stream: 1000), parameters = WholeNumbers.Draw(layer, stream: 2000);
        if (parameters.Count == 0) return;

        // <y, f(x; w)> = <gradient, w> for all w: the gradient at one point is that at every point.
        var gradient = probe.Backward(before, x, y).Parameters;
        double inner = WholeNumbers.Dot(y, probe.Forward(parameters, x));
        AssertEqual(inner, parameters.Sum(one => WholeNumbers.Dot(gradient[one.Key].Values, one.Value.Values)), rounding * WholeNumbers.Length(y) * WholeNumbers.Length(x));
    }

    /// <summary>For a network of linear layers.</summary>
    public static void CheckInput(Network network, int rows, string set, double rounding = 0)
    {
        using var probe = new LinearProbe(network, rows, set);
        var weights = WholeNumbers.Draw(network, stream: 1000);
        float[] x = WholeNumbers.Draw(probe.InputLength, 1), z = WholeNumbers.Draw(probe.InputLength, 2), y = WholeNumbers.Draw(probe.OutputLength, 3);
        float[] constant = probe.Forward(weights, new float[probe.InputLength]);
        float[] Linear(float[] input) => [.. probe.Forward(weights, input).Zip(constant, (value, offset) => value - offset)];
        float[] ax = Linear(x), az = Linear(z);
        float[] expected = Combine(ax, az), actual = Linear(Combine(x, z));
        for (int i = 0; i < actual.Length; i++) AssertEqual(expected[i], actual[i], rounding * 15);

        // <y, A z> = <A^T y, z>, whatever the image x at which the backward pass is taken.
        float[] transposed = probe.Backward(weights, x, y).Input;
        AssertEqual(WholeNumbers.Dot(y, az), WholeNumbers.Dot(transposed, z), rounding * WholeNumbers.Length(y) * WholeNumbers.Length(z));
    }

    private static void AssertEqual(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{actual} instead of {expected}, tolerance {tolerance}");

    private static float[] Combine(float[] left, float[] right) => [.. left.Zip(right, (one, two) => 2 * one - 3 * two)];
}
