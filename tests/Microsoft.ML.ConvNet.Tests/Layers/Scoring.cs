using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>Runs networks on single images, for tests that say what a layer does in numbers.</summary>
internal static class Scoring
{
    /// <summary>The output for one image by every set of kernels; image and output in C, H, W order.</summary>
    public static IEnumerable<float[]> Run(Network network, Weights weights, float[] image)
    {
        var graph = network.Lower();
        foreach (var set in KernelSet.Supported)
        {
            using var store = new ParameterStore(graph, withGradients: false, set);
            store.Load(weights);
            using var plan = new ExecutionPlan(graph, store, PlanMode.Scoring, batchSize: 1, threads: 1);
            for (int i = 0; i < image.Length; i++) plan.Input[Place(network.InputShape, i)] = image[i];
            plan.Forward(1);
            float[] output = new float[network.OutputShape.Size];
            for (int i = 0; i < output.Length; i++) output[i] = plan.Logits[Place(network.OutputShape, i)];
            yield return output;
        }
    }

    /// <summary>Weights of a network by name.</summary>
    public static Weights Weights(Network network, params (string Name, float[] Values)[] values)
    {
        var initial = network.InitializeWeights(seed: 1);
        return new Weights(values.Select(pair => KeyValuePair.Create(pair.Name, new Tensor(initial[pair.Name].Dimensions, pair.Values))));
    }

    // Of a value in C, H, W order in the executor's H, W, C order.
    private static int Place(ImageShape shape, int index)
    {
        int area = shape.Height * shape.Width;
        return index % area * shape.Channels + index / area;
    }
}
