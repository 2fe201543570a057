namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>What holds for any network of linear layers, exactly on whole numbers.</summary>
internal static class LinearLaws
{
    /// <summary>For a layer, which is linear in its input and in its parameters.</summary>
    public static void Check(Network layer, int rows, string set)
    {
        CheckInput(layer, rows, set);
        using var probe = new LinearProbe(layer, rows, set);
        float[] x = WholeNumbers.Draw(probe.InputLength, 1), y = WholeNumbers.Draw(probe.OutputLength, 3);
        Weights before = WholeNumbers.Draw(layer, stream: 1000), parameters = WholeNumbers.Draw(layer, stream: 2000);
        if (parameters.Count == 0) return;

        // <y, f(x; w)> = <gradient, w> for all w: the gradient at one point is that at every point.
        var gradient = probe.Backward(before, x, y).Parameters;
        double inner = WholeNumbers.Dot(y, probe.Forward(parameters, x));
        Assert.Equal(inner, parameters.Sum(one => WholeNumbers.Dot(gradient[one.Key].Values, one.Value.Values)));
    }

    /// <summary>For a network of linear layers.</summary>
    public static void CheckInput(Network network, int rows, string set)
    {
        using var probe = new LinearProbe(network, rows, set);
        var weights = WholeNumbers.Draw(network, stream: 1000);
        float[] x = WholeNumbers.Draw(probe.InputLength, 1), z = WholeNumbers.Draw(probe.InputLength, 2), y = WholeNumbers.Draw(probe.OutputLength, 3);
        float[] constant = probe.Forward(weights, new float[probe.InputLength]);
        float[] Linear(float[] input) => [.. probe.Forward(weights, input).Zip(constant, (value, offset) => value - offset)];
        float[] ax = Linear(x), az = Linear(z);
        Assert.Equal(Combine(ax, az), Linear(Combine(x, z)));

        // <y, A z> = <A^T y, z>, whatever the image x at which the backward pass is taken.
        float[] transposed = probe.Backward(weights, x, y).Input;
        Assert.Equal(WholeNumbers.Dot(y, az), WholeNumbers.Dot(transposed, z));
    }

    private static float[] Combine(float[] left, float[] right) => [.. left.Zip(right, (one, two) => 2 * one - 3 * two)];
}
