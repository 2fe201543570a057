using System.Globalization;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Tests.Zoo;

/// <summary>The weights and images of tests/golden/zoo.py, and its products with random signs: the same numbers from the same counter-based generator.</summary>
internal static class ZooDraw
{
    private const ulong Seed = 20, SignSeed = 21;

    /// <param name="redrawn">By weight, the filters that are drawn again so that no value stands beside a kink, each as often as that.</param>
    public static Weights Weights(Network network, IReadOnlyDictionary<string, string> redrawn)
    {
        bool hasNorms = network.Nodes.Any(node => node.Layer is BatchNormLayer);
        string[] names = [.. network.Nodes.SelectMany(node => node.Parameters.Select(node.FullName))];
        string? branchEnd = BranchEnd(names);
        return new(network.Nodes.SelectMany(node => node.Parameters.Select(parameter =>
        {
            string name = node.FullName(parameter);
            var (low, high) = Range(name, parameter.Dimensions, hasNorms, branchEnd);
            float[] values = Uniform(name, (int)parameter.Count, low, high);
            if (redrawn.TryGetValue(name, out string? channels)) Redraw(name, values, parameter.Dimensions[0], channels, low, high);
            return KeyValuePair.Create(name, new Tensor(parameter.Dimensions, values));
        })));
    }

    /// <summary>Images (N, C, H, W).</summary>
    public static float[] Images(int count) => Uniform("images", count, -1, 1);

    public static int Label(int row, int classes) => (7 * row + 3) % classes;

    /// <summary>Products of a tensor with vectors of random signs.</summary>
    public static double[] Products(ReadOnlyMemory<float> values, int count) => ZooHash.SignedSums(SignSeed, 0, values, count);

    // The last norm of a ResNet's branches has a small scale.
    private static string? BranchEnd(string[] names) =>
        !names.Contains("layer1.0.bn1.weight") ? null : names.Contains("layer1.0.bn3.weight") ? ".bn3.weight" : ".bn2.weight";

    private static (float Low, float High) Range(string name, IReadOnlyList<int> dimensions, bool hasNorms, string? branchEnd)
    {
        if (name.EndsWith("running_var", StringComparison.Ordinal)) return (0.5f, 1.5f);
        if (branchEnd is not null && name.EndsWith(branchEnd, StringComparison.Ordinal)) return (0.0625f, 0.1875f);
        if (dimensions.Count == 1) return name.EndsWith("weight", StringComparison.Ordinal) ? (0.75f, 1.25f) : (-0.125f, 0.125f);
        float bound = (float)Math.Sqrt((hasNorms ? 3.0 : 6.0) / dimensions.Skip(1).Aggregate(1L, (product, extent) => product * extent));
        return (-bound, bound);
    }

    private static void Redraw(string name, float[] values, int filters, string channels, float low, float high)
    {
        int length = values.Length / filters;
        foreach (var draws in channels.Split(' ').GroupBy(channel => int.Parse(channel, CultureInfo.InvariantCulture)))
        {
            int first = draws.Key * length;
            ZooHash.Uniform(Seed, Initializer.Stream(string.Create(CultureInfo.InvariantCulture, $"{name}#{draws.Count()}")), first, values.AsMemory(first, length), low, high);
        }
    }

    private static float[] Uniform(string name, int count, float low, float high)
    {
        float[] values = GC.AllocateUninitializedArray<float>(count);
        ZooHash.Uniform(Seed, Initializer.Stream(name), 0, values, low, high);
        return values;
    }
}
