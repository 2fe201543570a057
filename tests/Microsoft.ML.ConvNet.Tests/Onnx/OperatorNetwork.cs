using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>An operator as a network of ours, with the values of its parameters and of its input.</summary>
/// <param name="rows">Rows of the batch.</param>
/// <param name="shape">What of the input is one row.</param>
/// <param name="images">The input, rows in C, H, W order as in ONNX.</param>
internal sealed class OperatorNetwork(int rows, ImageShape shape, float[] images)
{
    private readonly NetworkBuilder _builder = new(shape);
    private readonly Dictionary<string, float[]> _parameters = new(StringComparer.Ordinal);

    /// <summary>Whether batch statistics and random decisions are those of training.</summary>
    public bool IsTraining { get; init; }

    public NodeHandle Input => _builder.Input;

    /// <summary>Kind of the layer that gives the output.</summary>
    public string Kind => _builder.Build().Nodes[^1].Layer.Kind;

    /// <summary>Appends a layer to the last one and gives its parameters' values.</summary>
    public NodeHandle Append(Layer layer, params (string Name, float[] Values)[] parameters) => Append(layer, [_builder.Current], parameters);

    /// <summary>Appends a layer to any earlier points.</summary>
    public NodeHandle Append(Layer layer, NodeHandle[] inputs, params (string Name, float[] Values)[] parameters)
    {
        _builder.Append(layer, inputs);
        foreach (var (name, values) in parameters) _parameters.Add($"{_builder.Current.Name}.{name}", values);
        return _builder.Current;
    }

    /// <summary>Runs the batch through the executor.</summary>
    /// <returns>The output, rows in C, H, W order; behind it, in training, the running statistics.</returns>
    public float[][] Run(KernelSet set)
    {
        var network = _builder.Build();
        var weights = new Weights(network.Nodes.SelectMany(node => node.Parameters.Select(parameter => node.FullName(parameter)).Zip(node.Parameters))
            .Select(one => KeyValuePair.Create(one.First, new Tensor(one.Second.Dimensions, _parameters[one.First]))));
        Assert.Equal(_parameters.Count, weights.Count);
        var graph = network.Lower();
        using var store = new ParameterStore(graph, withGradients: IsTraining, set);
        store.Load(weights);
        using var plan = new ExecutionPlan(graph, store, IsTraining ? PlanMode.Training : PlanMode.Scoring, rows, threads: 2);
        for (int row = 0; row < rows; row++)
            ToMemoryOrder(shape, images.AsSpan(row * shape.Size, shape.Size), plan.Input.Slice(row * shape.Size, shape.Size));
        if (IsTraining) plan.ForwardBackward(rows, randomSeed: 0);
        else plan.Forward(rows);
        var outputShape = network.OutputShape;
        float[] output = new float[rows * outputShape.Size];
        for (int row = 0; row < rows; row++)
            ToOnnxOrder(outputShape, plan.Logits.Slice(row * outputShape.Size, outputShape.Size), output.AsSpan(row * outputShape.Size, outputShape.Size));
        return IsTraining ? [output, .. graph.Parameters.Where(parameter => !parameter.IsTrainable).Select(parameter => store.Save()[parameter.Name].Values)] : [output];
    }

    private static void ToMemoryOrder(ImageShape shape, ReadOnlySpan<float> channelsFirst, Span<float> channelsLast)
    {
        int pixels = shape.Height * shape.Width;
        for (int i = 0; i < shape.Size; i++) channelsLast[i % pixels * shape.Channels + i / pixels] = channelsFirst[i];
    }

    private static void ToOnnxOrder(ImageShape shape, ReadOnlySpan<float> channelsLast, Span<float> channelsFirst)
    {
        int pixels = shape.Height * shape.Width;
        for (int i = 0; i < shape.Size; i++) channelsFirst[i] = channelsLast[i % pixels * shape.Channels + i / pixels];
    }
}
