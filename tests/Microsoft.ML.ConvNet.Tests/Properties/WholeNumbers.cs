using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>
/// Small whole numbers: sums of products of them are exact in single precision (below 2^24), so a property that is true of numbers is true bit for bit, and one term
/// too many or too few shows.
/// </summary>
internal static class WholeNumbers
{
    private const int Largest = 3;

    /// <summary>Numbers in -3 ... 3.</summary>
    public static float[] Draw(int count, ulong stream) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(CounterRandom.Below(2 * Largest + 1, seed: 5, stream, (ulong)i) - Largest))];

    /// <summary>All parameters of a network.</summary>
    public static Weights Draw(Network network, ulong stream) => new(network.Nodes.SelectMany((node, i) => node.Parameters.Select((parameter, k) =>
        KeyValuePair.Create(node.FullName(parameter), new Tensor(parameter.Dimensions, Draw((int)parameter.Count, stream + 100 * (ulong)i + 10 * (ulong)k))))));

    /// <summary>The inner product; exact, being a sum of whole numbers.</summary>
    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Assert.Equal(left.Length, right.Length);
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += (double)left[i] * right[i];
        return sum;
    }

    /// <summary>The Euclidean length.</summary>
    public static double Length(ReadOnlySpan<float> values) => Math.Sqrt(Dot(values, values));
}
