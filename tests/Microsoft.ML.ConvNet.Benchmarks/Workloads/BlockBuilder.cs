using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>Builds a block of layers directly on the execution floor, with random weights, and counts its parameters and multiply-adds.</summary>
internal sealed class BlockBuilder
{
    private readonly GraphBuilder _graph;
    private readonly List<KeyValuePair<string, Tensor>> _weights = [];
    private long _parameters;
    private long _multiplyAdds;

    public BlockBuilder(ImageShape input)
    {
        _graph = new GraphBuilder(input);

        // A block stands in the middle of a network, where its input's gradient is needed; the engine leaves out only that of the graph's own input.
        // A dropout of nothing is another value in the same memory and costs no step.
        Input = _graph.Dropout(_graph.Input, 0);
    }

    public GraphValue Input { get; }

    /// <summary>A convolution with stride 1 and "same" padding, without bias.</summary>
    public GraphValue Convolution(GraphValue input, int outputChannels, int kernel)
    {
        var weight = Weight([outputChannels, input.Shape.Channels, kernel, kernel]);
        var output = _graph.Convolution(input, SameWindow(kernel), weight, null);
        Count(weight, output);
        return output;
    }

    /// <summary>One filter a channel, stride 1, "same" padding, without bias.</summary>
    public GraphValue DepthwiseConvolution(GraphValue input, int kernel)
    {
        var weight = Weight([input.Shape.Channels, 1, kernel, kernel]);
        var output = _graph.DepthwiseConvolution(input, SameWindow(kernel), weight);
        Count(weight, output);
        return output;
    }

    public GraphValue BatchNorm(GraphValue input) => _graph.BatchNorm(
        input, Vector("weight", input, 1), Vector("bias", input, 0), Vector("running_mean", input, 0, isTrainable: false), Vector("running_var", input, 1, isTrainable: false),
        epsilon: 1e-5f, momentum: 0.1f);

    public GraphValue BatchNormReLU(GraphValue input) => ReLU(BatchNorm(input));

    public GraphValue ReLU(GraphValue input) => _graph.Activation(input, ActivationFunction.ReLU);

    public GraphValue Add(GraphValue left, GraphValue right) => _graph.Add(left, right);

    /// <summary>
    /// Ends the block with average pooling of the whole map and a dense layer of ten classes, so that a loss has something cheap to work on.
    /// </summary>
    public Workload Build(string name, int batch, GraphValue output)
    {
        const int classes = 10;
        var pooled = _graph.AveragePool(output, new SlidingWindow(output.Shape.Height, output.Shape.Width));
        var weight = Weight([classes, pooled.Shape.Channels]);
        var logits = _graph.Dense(pooled, weight, Parameter("bias", [classes], (_, _) => 0));
        Count(weight, logits);
        return new Workload(name, batch, null, _graph.Build(logits), () => new Weights(_weights), _parameters, _multiplyAdds, 3 * _multiplyAdds);
    }

    private static SlidingWindow SameWindow(int kernel)
    {
        int padding = kernel / 2;
        return new SlidingWindow(kernel, kernel, PaddingTop: padding, PaddingLeft: padding, PaddingBottom: padding, PaddingRight: padding);
    }

    private void Count(GraphParameter weight, GraphValue output) => _multiplyAdds += weight.Count * output.Shape.Height * output.Shape.Width;

    private GraphParameter Vector(string name, GraphValue value, float fill, bool isTrainable = true) => Parameter(name, [value.Shape.Channels], (_, _) => fill, isTrainable);

    /// <summary>Uniform with He's variance: 2 / fan-in.</summary>
    private GraphParameter Weight(ImmutableArray<int> dimensions)
    {
        float bound = MathF.Sqrt(6f * dimensions[0] / Tensor.Count(dimensions));
        return Parameter("weight", dimensions, (stream, i) => bound * (2 * CounterRandom.Uniform(1, stream, i) - 1));
    }

    private GraphParameter Parameter(string name, ImmutableArray<int> dimensions, Func<ulong, ulong, float> value, bool isTrainable = true)
    {
        var parameter = new GraphParameter($"{_weights.Count}.{name}", dimensions, isTrainable);
        var values = new float[parameter.Count];
        for (int i = 0; i < values.Length; i++) values[i] = value((ulong)_weights.Count, (ulong)i);
        _weights.Add(new(parameter.Name, new Tensor(dimensions, values)));
        if (isTrainable) _parameters += parameter.Count;
        return parameter;
    }
}
