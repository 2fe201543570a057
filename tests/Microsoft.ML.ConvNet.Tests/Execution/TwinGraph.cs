using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>
/// A network that is lowered through GraphBuilder, with the gradient of each of its operations by the scalar twins: the chain rule over a forward pass in double
/// precision. What a plan computes must agree with it.
/// </summary>
internal sealed partial class TwinGraph
{
    private readonly GraphBuilder _builder;
    private readonly List<Action<TwinPass>> _gradients = [];
    private readonly OrderedDictionary<string, Tensor> _parameters = [];
    private readonly Dictionary<int, GraphValue> _ordered = [];

    public TwinGraph(ImageShape input) => _builder = new GraphBuilder(input);

    public GraphValue Input => _builder.Input;

    /// <summary>Parameters and running statistics, drawn.</summary>
    public Weights Weights => new(_parameters.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));

    public LoweredGraph Build(GraphValue output) => _builder.Build(Ordered(output));

    /// <summary>A forward pass over a batch.</summary>
    /// <param name="input">Rows in H, W, C order.</param>
    public ReferencePass Forward(GraphValue output, double[] input, bool isTraining, ulong seed, int lanes) => new(Build(output), Weights, input, isTraining, seed, lanes);

    /// <summary>Logits, mean loss, and in training the gradients.</summary>
    public (double[] Logits, double Loss, TwinPass Pass) Run(GraphValue output, ReferencePass forward, int[] labels, double[] weights)
    {
        double[] logits = forward.Run(), gradient = new double[logits.Length];
        var (loss, weight) = new SoftmaxCrossEntropy().ForwardReference<double>(logits, labels, [], weights, gradient);
        var pass = new TwinPass(forward);
        if (forward.IsTraining)
        {
            pass.AddGradient(Ordered(output), gradient);
            foreach (var step in _gradients.AsEnumerable().Reverse()) step(pass);
        }

        return (logits, loss / weight, pass);
    }

    private GraphParameter Parameter(string name, ImmutableArray<int> dimensions, float center, float spread, bool isTrainable = true)
    {
        string unique = $"{name}{_parameters.Count}";
        float[] values = Array.ConvertAll(
            Numbers.Normal((int)Tensor.Count(dimensions), seed: 1000 + (ulong)_parameters.Count), value => center + spread * value);
        if (name == "running_var") values = Array.ConvertAll(values, MathF.Abs);
        _parameters.Add(unique, new Tensor(dimensions, values));
        return new GraphParameter(unique, dimensions, isTrainable);
    }

    /// <summary>A flattened value lies in H, W, C order until an operation needs it in its own order, C, H, W.</summary>
    private GraphValue Ordered(GraphValue x)
    {
        if (x.MemoryShape == x.Shape) return x;
        if (_ordered.TryGetValue(x.Id, out var known)) return known;
        var image = x.MemoryShape;
        int pixels = image.Height * image.Width;
        int PlaceInMemory(int index) => index / image.Size * image.Size + index % pixels * image.Channels + index % image.Size / pixels;
        var y = _ordered[x.Id] = _builder.AsImage(x);
        return Node(y, pass =>
        {
            double[] dx = new double[pass.Rows * image.Size];
            for (int i = 0; i < dx.Length; i++) dx[PlaceInMemory(i)] = pass.Gradient(y)[i];
            pass.AddGradient(x, dx);
        });
    }

    private GraphValue Node(GraphValue output, Action<TwinPass> gradient)
    {
        _gradients.Add(gradient);
        return output;
    }

    private static double[] ChannelSums(double[] rows, int channels)
    {
        double[] sums = new double[channels];
        ChannelReduction.SumReference<double>(rows, sums);
        return sums;
    }
}
