using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A network as operations over values and parameters, ready to be planned for any batch size and mode.</summary>
internal sealed class LoweredGraph
{
    private readonly List<Operation>[] _consumers;

    public LoweredGraph(GraphValue input, GraphValue output, ImmutableArray<Operation> operations, ImmutableArray<GraphParameter> parameters, int valueCount)
    {
        Input = input;
        Output = output;
        Operations = operations;
        Parameters = parameters;
        ValueCount = valueCount;
        _consumers = new List<Operation>[valueCount];
        for (int i = 0; i < valueCount; i++) _consumers[i] = [];
        foreach (var operation in operations)
            foreach (var value in operation.Inputs) _consumers[value.Id].Add(operation);
    }

    public GraphValue Input { get; }

    public GraphValue Output { get; }

    /// <summary>The operations in an order in which every input comes before its use.</summary>
    public ImmutableArray<Operation> Operations { get; }

    /// <summary>All parameters and running statistics, in definition order.</summary>
    public IReadOnlyList<GraphParameter> Parameters { get; }

    public int ValueCount { get; }

    public ImageShape InputShape => Input.Shape;

    public ImageShape OutputShape => Output.Shape;

    /// <summary>The operation that alone reads a value, or null when there are none or several or the value is the output.</summary>
    public Operation? SoleConsumer(GraphValue value) => value != Output && _consumers[value.Id] is [var only] ? only : null;
}
