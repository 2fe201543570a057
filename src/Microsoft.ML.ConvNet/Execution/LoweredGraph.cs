using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A network as operations over values and parameters, ready to be planned for any batch size and mode.</summary>
internal sealed class LoweredGraph
{
    private readonly List<Operation>[] _consumers;

    public LoweredGraph(
        GraphValue input, GraphValue output, ImmutableArray<AuxiliaryOutput> auxiliaryOutputs, ImmutableArray<Operation> operations, ImmutableArray<GraphParameter> parameters,
        int valueCount)
    {
        Input = input;
        Output = output;
        AuxiliaryOutputs = auxiliaryOutputs;
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

    /// <summary>Logits of side branches that only training computes.</summary>
    public ImmutableArray<AuxiliaryOutput> AuxiliaryOutputs { get; }

    /// <summary>The operations in an order in which every input comes before its use.</summary>
    public ImmutableArray<Operation> Operations { get; }

    /// <summary>All parameters and running statistics, in definition order.</summary>
    public IReadOnlyList<GraphParameter> Parameters { get; }

    public int ValueCount { get; }

    /// <summary>Which algorithms its convolutions may use.</summary>
    public ConvolutionRule ConvolutionRule { get; private init; } = ConvolutionRule.Fastest;

    public ImageShape InputShape => Input.Shape;

    public ImageShape OutputShape => Output.Shape;

    /// <summary>The same graph with another rule for its convolutions.</summary>
    public LoweredGraph With(ConvolutionRule rule) =>
        new(Input, Output, AuxiliaryOutputs, Operations, [.. Parameters], ValueCount) { ConvolutionRule = rule };

    /// <summary>The operation that alone reads a value, or null when there are none or several or the value is an output.</summary>
    public Operation? SoleConsumer(GraphValue value) =>
        value != Output && !AuxiliaryOutputs.Any(auxiliary => auxiliary.Logits == value) && _consumers[value.Id] is [var only] ? only : null;

    /// <summary>How many contributions a value's gradient has: one from each use, and one from each loss that takes the value.</summary>
    public int GradientContributions(GraphValue value) =>
        _consumers[value.Id].Count + (value == Output ? 1 : 0) + AuxiliaryOutputs.Count(auxiliary => auxiliary.Logits == value);

    /// <summary>The same network without its side branches, but with all its parameters.</summary>
    public LoweredGraph WithoutAuxiliaryOutputs()
    {
        if (AuxiliaryOutputs.IsEmpty) return this;
        var needed = new HashSet<int> { Output.Id };
        var operations = new List<Operation>();
        foreach (var operation in Operations.Reverse())
        {
            if (!needed.Contains(operation.Output.Id)) continue;
            operations.Insert(0, operation);
            foreach (var value in operation.Inputs) needed.Add(value.Id);
        }

        return new LoweredGraph(Input, Output, [], [.. operations], [.. Parameters], ValueCount) { ConvolutionRule = ConvolutionRule };
    }
}
