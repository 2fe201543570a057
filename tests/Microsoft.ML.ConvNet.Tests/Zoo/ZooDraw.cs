using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary>The weights and images of tests/golden/zoo.py, and its products with random signs: the same numbers from the same counter-based generator.</summary>
internal static class ZooDraw
{
    private const ulong Seed = 20, SignSeed = 21;

    public static Weights Weights(Network network)
    {
        bool hasNorms = network.Nodes.Any(node => node.Layer is BatchNormLayer);
        return new(network.Nodes.SelectMany(node => node.Parameters.Select(parameter =>
        {
            string name = node.FullName(parameter);
            var (low, high) = Range(name, parameter.Dimensions, hasNorms);
            return KeyValuePair.Create(name, new Tensor(parameter.Dimensions, Uniform(name, (int)parameter.Count, low, high)));
        })));
    }

    /// <summary>Images (N, C, H, W).</summary>
    public static float[] Images(int count) => Uniform("images", count, -1, 1);

    public static int Label(int row, int classes) => (7 * row + 3) % classes;

    /// <summary>Products of a tensor with vectors of random signs.</summary>
    public static double[] Products(ReadOnlySpan<float> values, int count)
    {
        double[] sums = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            ulong bits = CounterRandom.Hash(SignSeed, 0, (ulong)i);
            for (int j = 0; j < sums.Length; j++) sums[j] += (bits >> j & 1) != 0 ? values[i] : -values[i];
        }

        return sums;
    }

    private static (float Low, float High) Range(string name, IReadOnlyList<int> dimensions, bool hasNorms)
    {
        if (name.EndsWith("running_var", StringComparison.Ordinal)) return (0.5f, 1.5f);
        if (dimensions.Count == 1) return name.EndsWith("weight", StringComparison.Ordinal) ? (0.75f, 1.25f) : (-0.125f, 0.125f);
        float bound = (float)Math.Sqrt((hasNorms ? 3.0 : 6.0) / dimensions.Skip(1).Aggregate(1L, (product, extent) => product * extent));
        return (-bound, bound);
    }

    private static float[] Uniform(string name, int count, float low, float high)
    {
        ulong stream = Initializer.Stream(name);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            // Rounded after the product, as NumPy does: a fused multiply-add would give other bits.
            float product = (high - low) * CounterRandom.Uniform(Seed, stream, (ulong)i);
            values[i] = low + product;
        }

        return values;
    }
}
