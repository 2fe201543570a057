namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The forward pass of a lowered graph in double precision, on the kernels' scalar twins: what a plan computes is compared with it. Plain and slow;
/// for tests and gradient checks. Parameters and input may be changed in place between runs.
/// </summary>
internal sealed class ReferencePass
{
    private readonly LoweredGraph _graph;
    private readonly double[]?[] _values;
    private readonly Dictionary<string, double[]> _parameters;
    private readonly int _lanes;
    private readonly int _firstRowsValue;
    private readonly Dictionary<string, int> _firstUses = new(StringComparer.Ordinal);
    private int _operation;

    /// <param name="weights">Every parameter and running statistic of the graph, in PyTorch's order.</param>
    /// <param name="input">The batch: rows in H, W, C order.</param>
    /// <param name="seed">Seed of the random decisions, as given to <see cref="ExecutionPlan.ForwardBackward"/>.</param>
    /// <param name="lanes">
    /// Images that share a vector in the plan to compare with (1 for plain rows): random decisions number the elements as they lie in its memory.
    /// </param>
    public ReferencePass(LoweredGraph graph, Weights weights, double[] input, bool isTraining, ulong seed, int lanes = 1)
    {
        _graph = graph;
        _values = new double[graph.ValueCount][];
        _values[graph.Input.Id] = input;
        _parameters = graph.Parameters.ToDictionary(
            parameter => parameter.Name, parameter => Array.ConvertAll(weights[parameter.Name].Values, value => (double)value), StringComparer.Ordinal);
        Rows = input.Length / graph.InputShape.Size;
        IsTraining = isTraining;
        Seed = seed;
        _lanes = lanes;
        _firstRowsValue = graph.Operations.FirstOrDefault(operation => operation is ConvolutionOperation { IsDense: true })?.Output.Id ?? int.MaxValue;
    }

    public int Rows { get; }

    /// <summary>Whether batch norm takes the batch's statistics and dropout drops.</summary>
    public bool IsTraining { get; }

    public ulong Seed { get; }

    /// <summary>What a run in training mode makes of the running statistics.</summary>
    public Dictionary<string, double[]> Statistics { get; } = new(StringComparer.Ordinal);

    /// <summary>Computes every value from an operation on, and returns the graph's output: rows in H, W, C order.</summary>
    /// <param name="firstOperation">Values before this operation are kept from the last run: nothing that they depend on has changed.</param>
    public double[] Run(int firstOperation = 0)
    {
        for (_operation = firstOperation; _operation < _graph.Operations.Length; _operation++) _graph.Operations[_operation].Evaluate(this);
        return Value(_graph.Output);
    }

    /// <summary>A value that has been computed: rows in H, W, C order (of <see cref="GraphValue.MemoryShape"/>).</summary>
    public double[] Value(GraphValue value) => _values[value.Id] ?? throw new InvalidOperationException($"Value {value.Id} has not been computed.");

    /// <summary>Zeros to be filled with a value: rows in H, W, C order.</summary>
    public double[] NewValue(GraphValue value)
    {
        double[] result = _values[value.Id] ??= new double[Rows * value.Shape.Size];
        Array.Clear(result);
        return result;
    }

    /// <summary>Another name for a value that is not changed.</summary>
    public void SetValue(GraphValue value, double[] same) => _values[value.Id] = same;

    /// <summary>A parameter or running statistic in PyTorch's order.</summary>
    public double[] Parameter(GraphParameter parameter)
    {
        _firstUses.TryAdd(parameter.Name, _operation);
        return _parameters[parameter.Name];
    }

    /// <summary>The first operation that read a parameter in a run: where to begin the next run when it has changed.</summary>
    public int FirstUse(GraphParameter parameter) => _firstUses.GetValueOrDefault(parameter.Name, _graph.Operations.Length);

    /// <summary>Where a plan has an element in memory, which is its number for random decisions.</summary>
    /// <param name="index">Position in the array of <see cref="Value"/>.</param>
    public ulong ElementNumber(GraphValue value, int index)
    {
        // Interleaved activations become rows at the first dense layer.
        if (_lanes == 1 || value.Id >= _firstRowsValue) return (ulong)index;
        int size = value.Shape.Size, channels = value.MemoryShape.Channels, pixels = size / channels;
        int row = index / size, channel = index % channels, pixel = index % size / channels;
        return (ulong)((((long)(row / _lanes) * channels + channel) * pixels + pixel) * _lanes + row % _lanes);
    }

    /// <summary>Adds a bias to rows of channels.</summary>
    public void AddBias(double[] rows, GraphParameter? bias)
    {
        if (bias is null) return;
        double[] terms = Parameter(bias);
        for (int i = 0; i < rows.Length; i++) rows[i] += terms[i % terms.Length];
    }
}
