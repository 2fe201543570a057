using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>
/// A network that is built twice at once: lowered through GraphBuilder, and as the same functions in double precision on the scalar twins, with their
/// gradients by the chain rule. What a plan computes must agree with the latter.
/// </summary>
internal sealed partial class TwinGraph
{
    private readonly GraphBuilder _builder;
    private readonly List<(Action<TwinPass> Forward, Action<TwinPass> Backward)> _nodes = [];
    private readonly OrderedDictionary<string, Tensor> _parameters = [];
    private readonly Dictionary<int, GraphValue> _ordered = [];
    private bool _hasDense;

    public TwinGraph(ImageShape input) => _builder = new GraphBuilder(input);

    public GraphValue Input => _builder.Input;

    /// <summary>Parameters and running statistics, drawn.</summary>
    public Weights Weights => new(_parameters.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));

    public LoweredGraph Build(GraphValue output) => _builder.Build(output);

    /// <summary>Logits, mean loss, and (in <see cref="TwinPass.ParameterGradients"/>) gradients.</summary>
    public (double[] Logits, double Loss, TwinPass Pass) Run(
        GraphValue output, double[] input, int[] labels, double[] weights, bool isTraining, ulong seed, int lanes)
    {
        output = Ordered(output);
        var pass = new TwinPass(labels.Length, isTraining, seed, lanes);
        pass.Values[Input.Id] = input;
        foreach (var (forward, _) in _nodes) forward(pass);
        double[] logits = pass.Value(output), gradient = new double[logits.Length];
        var (loss, weight) = new SoftmaxCrossEntropy().ForwardReference<double>(logits, labels, [], weights, gradient);
        if (isTraining)
        {
            pass.AddGradient(output, gradient);
            foreach (var (_, backward) in _nodes.AsEnumerable().Reverse()) backward(pass);
        }

        return (logits, loss / weight, pass);
    }

    /// <summary>Parameters in PyTorch's order, to be changed in place for finite differences: single precision holds a small step badly.</summary>
    public Dictionary<string, double[]> Values { get; } = [];

    private GraphParameter Parameter(string name, ImmutableArray<int> dimensions, float center, float spread, bool isTrainable = true)
    {
        string unique = $"{name}{_parameters.Count}";
        float[] values = Array.ConvertAll(
            Numbers.Normal((int)Tensor.Count(dimensions), seed: 1000 + (ulong)_parameters.Count), value => center + spread * value);
        if (name == "running_var") values = Array.ConvertAll(values, MathF.Abs);
        _parameters.Add(unique, new Tensor(dimensions, values));
        Values.Add(unique, Numbers.Double(values));
        return new GraphParameter(unique, dimensions, isTrainable);
    }

    /// <summary>
    /// A flattened value lies in H, W, C order until an operation needs it in its own order, C, H, W. The builder sees to that by itself; here it is a
    /// node that the builder does not know, numbered below zero.
    /// </summary>
    private GraphValue Ordered(GraphValue x)
    {
        if (x.MemoryShape == x.Shape) return x;
        if (_ordered.TryGetValue(x.Id, out var known)) return known;
        var image = x.MemoryShape;
        int pixels = image.Height * image.Width;
        int PlaceInMemory(int index) => index / image.Size * image.Size + index % pixels * image.Channels + index % image.Size / pixels;
        var y = _ordered[x.Id] = new GraphValue(-1 - _ordered.Count, x.Shape, x.Shape);
        return Node(
            y,
            pass => pass.Values[y.Id] = [.. pass.Value(x).Select((_, i) => pass.Value(x)[PlaceInMemory(i)])],
            pass =>
            {
                double[] dx = new double[pass.Rows * image.Size];
                for (int i = 0; i < dx.Length; i++) dx[PlaceInMemory(i)] = pass.Gradient(y)[i];
                pass.AddGradient(x, dx);
            });
    }

    private GraphValue Node(GraphValue output, Action<TwinPass> forward, Action<TwinPass> backward)
    {
        _nodes.Add((forward, backward));
        return output;
    }

    // Rows of channels: a bias and its gradient.
    private static void AddBias(double[] rows, double[] bias)
    {
        for (int i = 0; i < rows.Length; i++) rows[i] += bias[i % bias.Length];
    }

    private static double[] ChannelSums(double[] rows, int channels)
    {
        double[] sums = new double[channels];
        ChannelReduction.SumReference<double>(rows, sums);
        return sums;
    }

    /// <summary>The random number of a dropout's element: numbered as the elements lie in the plan's memory.</summary>
    private static double Uniform(TwinPass pass, GraphValue value, int index, int lanes)
    {
        int size = value.Shape.Size, channels = value.MemoryShape.Channels, pixels = size / channels;
        if (lanes > 1)
        {
            int row = index / size, channel = index % channels, pixel = index % size / channels;
            index = ((row / lanes * channels + channel) * pixels + pixel) * lanes + row % lanes;
        }

        return CounterRandom.Uniform(pass.Seed, (ulong)value.Id, (ulong)index);
    }
}
