using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>What tests/golden/layers.py wrote, and the formulas that it shares with the tests.</summary>
internal sealed record LayerGolden(LayerGolden.LayerCase[] Layers, LayerGolden.NetworkCase[] Networks)
{
    private const int ImageStream = 1000;
    private const int WeightStream = 2000;

    public static LayerGolden Values { get; } = JsonSerializer.Deserialize<LayerGolden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "layers.json")), JsonSerializerOptions.Web)!;

    /// <summary>A number in [-1, 1): a hash of (stream, index), exact in single precision.</summary>
    public static float Drawn(int stream, int index)
    {
        unchecked
        {
            uint u = (uint)(index + 1) * 2654435761u + (uint)stream * 2246822519u;
            u ^= u >> 15;
            u *= 2246822519u;
            u ^= u >> 13;
            return (u >> 8) / (float)(1 << 23) - 1;
        }
    }

    /// <summary>All parameters and running statistics of a graph, by their place in its order.</summary>
    public static Weights Parameters(LoweredGraph graph) => new(graph.Parameters.Select((parameter, stream) =>
        KeyValuePair.Create(parameter.Name, new Tensor(parameter.Dimensions, Parameter(stream, parameter.Name, parameter.Dimensions)))));

    /// <summary>Writes images, labels and example weights of a step's batch to a plan.</summary>
    public static void Fill(ExecutionPlan plan, LoweredGraph graph, int step, int rows)
    {
        var shape = graph.InputShape;
        int pixels = shape.Height * shape.Width;
        for (int i = 0; i < rows * shape.Size; i++)
        {
            int row = i / shape.Size, channel = i % shape.Size / pixels, pixel = i % pixels;
            plan.Input[row * shape.Size + pixel * shape.Channels + channel] = 1.5f * Drawn(ImageStream + step, i);
        }

        for (int row = 0; row < plan.Labels.Length; row++)
        {
            plan.Labels[row] = row * 3 % graph.OutputShape.Size;
            plan.ExampleWeights[row] = 1 + 0.5f * Drawn(WeightStream, row);
        }
    }

    private static float[] Parameter(int stream, string name, ImmutableArray<int> dimensions)
    {
        float scale = 0.5f, center = 0;
        if (dimensions.Length > 1)
        {
            int inputs = dimensions.Skip(1).Aggregate(1, (product, extent) => product * extent);
            scale = MathF.ScaleB(1, -int.Log2(inputs) / 2);
        }
        else if (name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal))
        {
            center = 1;
        }

        return [.. Enumerable.Range(0, (int)Tensor.Count(dimensions)).Select(i => center + scale * Drawn(stream, i))];
    }

    public sealed record LayerCase(
        string Kind, int Out, int[] Kernel, int[] Stride, int[] Padding, int[]? Dilation, bool Bias, float[] Scored, float[] Logits, double Loss,
        Dictionary<string, float[]> Gradients, Dictionary<string, float[]> Statistics)
    {
        public SlidingWindow Window => new(
            Kernel[0], Kernel[1], Stride[0], Stride[1], Padding[0], Padding[1], Padding[2], Padding[3], Dilation?[0] ?? 1, Dilation?[1] ?? 1);
    }

    public sealed record NetworkCase(
        string Architecture, int Rows, double Rate, ulong DropoutStream, StepCase[] Steps, Dictionary<string, AfterCase> After, float[] Scored);

    public sealed record StepCase(double Loss, float[] Logits);

    /// <param name="Change">Euclidean length of the change by the training steps.</param>
    /// <param name="Samples">Ten of the values afterwards: number k at index 7919 k modulo the count.</param>
    public sealed record AfterCase(double Change, float[] Samples);
}
