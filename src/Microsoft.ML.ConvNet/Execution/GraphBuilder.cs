namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A value that flows through a lowered graph: the output of one operation for a whole batch.</summary>
/// <param name="Id">Position in the graph.</param>
/// <param name="Shape">Shape of one row, without the batch axis.</param>
internal sealed record GraphValue(int Id, ImageShape Shape);

/// <summary>Elementwise activations that the executor knows.</summary>
internal enum ActivationKind
{
    Identity,
    ReLU,
    Tanh,
}

/// <summary>Layers lower themselves to operations through this builder; it is the whole vocabulary between Layers and Execution.</summary>
/// <remarks>Shapes have been checked by the layer before; the builder derives output shapes by the same geometry.</remarks>
internal sealed class GraphBuilder
{
    private readonly List<Operation> _operations = [];
    private readonly List<GraphParameter> _parameters = [];
    private readonly List<GraphValue> _values = [];

    public GraphBuilder(ImageShape input) => Input = NewValue(input);

    public GraphValue Input { get; }

    /// <summary>2-D cross-correlation with zero padding. Weight (O, I, H, W); bias null or (O).</summary>
    public GraphValue Convolution(GraphValue input, SlidingWindow window, GraphParameter weight, GraphParameter? bias) =>
        throw new NotImplementedException();

    /// <summary>Fully connected: weight (out, C*H*W) over the input flattened in C, H, W order.</summary>
    public GraphValue Dense(GraphValue input, GraphParameter weight, GraphParameter? bias) => throw new NotImplementedException();

    public GraphValue MaxPool(GraphValue input, SlidingWindow window) => throw new NotImplementedException();

    public GraphValue AveragePool(GraphValue input, SlidingWindow window) => throw new NotImplementedException();

    public GraphValue Activation(GraphValue input, ActivationKind kind) => throw new NotImplementedException();

    public GraphValue BatchNorm(GraphValue input, GraphParameter weight, GraphParameter bias, GraphParameter runningMean, GraphParameter runningVariance, float epsilon, float momentum) =>
        throw new NotImplementedException();

    /// <summary>Inverted dropout: in training a value is kept with 1 - probability and divided by it; nothing happens at scoring.</summary>
    public GraphValue Dropout(GraphValue input, float probability) => throw new NotImplementedException();

    /// <summary>Views (C, H, W) as (C*H*W, 1, 1) in that order.</summary>
    public GraphValue Flatten(GraphValue input) => throw new NotImplementedException();

    public GraphValue Add(GraphValue left, GraphValue right) => throw new NotImplementedException();

    /// <summary>Concatenates along the channels.</summary>
    public GraphValue Concat(IReadOnlyList<GraphValue> inputs) => throw new NotImplementedException();

    /// <summary>Ends the graph; <paramref name="output"/> holds the logits.</summary>
    public LoweredGraph Build(GraphValue output) => throw new NotImplementedException();

    private GraphValue NewValue(ImageShape shape)
    {
        var value = new GraphValue(_values.Count, shape);
        _values.Add(value);
        return value;
    }
}
