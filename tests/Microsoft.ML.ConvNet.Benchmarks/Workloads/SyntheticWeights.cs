using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>Normal noise as weights, scaled so that outputs are as large as inputs.</summary>
internal static class SyntheticWeights
{
    public static Weights Of(LoweredGraph graph) => new(graph.Parameters.Select((parameter, stream) =>
    {
        var values = new float[parameter.Count];
        float scale = MathF.Sqrt((float)parameter.Dimensions[0] / parameter.Count);
        for (int i = 0; i < values.Length; i++) values[i] = scale * CounterRandom.Normal(1, (ulong)stream, (ulong)i);
        return KeyValuePair.Create(parameter.Name, new Tensor(parameter.Dimensions, values));
    }));
}
