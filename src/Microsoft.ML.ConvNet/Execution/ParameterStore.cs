using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The parameters of one network in the memory layout that the kernels read, with a gradient of the same layout for the trainable ones.
/// Plans of one network share a store. <see cref="Load"/> packs and <see cref="Save"/> unpacks, exactly.
/// </summary>
internal sealed unsafe class ParameterStore : IDisposable
{
    private readonly LoweredGraph _graph;
    private readonly Dictionary<string, IFilterOperation> _filters;
    private readonly Dictionary<string, ParameterRange> _places = new(StringComparer.Ordinal);
    private readonly List<ParameterRange> _ranges = [];
    private readonly AlignedMemory _trainable;
    private readonly AlignedMemory _statistics;
    private readonly AlignedMemory? _gradients;

    /// <param name="set">The kernels that will read the parameters; null for the fastest.</param>
    /// <param name="isMeasured">Whether only to measure: nothing is allocated, and neither the store nor plans made with it can be used.</param>
    /// <exception cref="NotSupportedException">The network has more parameters than one block holds.</exception>
    public ParameterStore(LoweredGraph graph, bool withGradients, KernelSet? set = null, bool isMeasured = false)
        : this(graph, withGradients, withGradients && InterleavedRule.Prefers(graph, set ?? KernelSet.Best), set ?? KernelSet.Best, isMeasured)
    {
    }

    /// <param name="isInterleaved">Whether the plans keep activations interleaved.</param>
    public ParameterStore(LoweredGraph graph, bool withGradients, bool isInterleaved, KernelSet set, bool isMeasured = false)
    {
        _graph = graph;
        Set = set;
        IsInterleaved = isInterleaved;
        _filters = graph.Operations.OfType<IFilterOperation>().Where(operation => operation.IsPacked(IsInterleaved))
            .ToDictionary(operation => operation.Weight.Name, StringComparer.Ordinal);
        long trainable = 0, statistics = 0;
        foreach (var parameter in graph.Parameters)
        {
            long length = _filters.TryGetValue(parameter.Name, out var filter) ? filter.PackedLength(Set) : parameter.Count;
            ref long start = ref parameter.IsTrainable ? ref trainable : ref statistics;
            if (start + length > int.MaxValue) throw new NotSupportedException($"The network's parameters exceed {int.MaxValue} values at '{parameter.Name}'.");
            var range = new ParameterRange(parameter, (int)start, (int)length);
            _places.Add(parameter.Name, range);
            if (parameter.IsTrainable) _ranges.Add(range);
            start = AlignedMemory.Align(start + length);
        }

        IsMeasured = isMeasured;
        _trainable = new AlignedMemory(trainable, isMeasured);
        _statistics = new AlignedMemory(statistics, isMeasured);
        _gradients = withGradients ? new AlignedMemory(trainable, isMeasured) : null;
    }

    /// <summary>Whether the memory is only measured.</summary>
    public bool IsMeasured { get; }

    /// <summary>The kernels that the layout is made for.</summary>
    public KernelSet Set { get; }

    /// <summary>Whether the plans of this store keep activations batch-interleaved up to the first dense layer; filters are then in PyTorch's order.</summary>
    public bool IsInterleaved { get; }

    /// <summary>The trainable parameters, one aligned block; padding between and inside parameters is zero and stays zero.</summary>
    /// <remarks>Whoever takes it may write to it: the transformed filters are made again before the next scoring run.</remarks>
    public Span<float> Trainable
    {
        get
        {
            TransformedFilters.Invalidate();
            return _trainable.Span;
        }
    }

    /// <summary>The running statistics, one aligned block.</summary>
    public Span<float> Statistics => _statistics.Span;

    /// <summary>What scoring plans keep of the parameters in other forms.</summary>
    public TransformedFilterCache TransformedFilters { get; } = new();

    /// <summary>The gradients, parallel to <see cref="Trainable"/>; overwritten by every training step. Empty without gradients.</summary>
    public Span<float> Gradients => _gradients is null ? default : _gradients.Span;

    /// <summary>Where each trainable parameter lies in <see cref="Trainable"/>.</summary>
    public IReadOnlyList<ParameterRange> Ranges => _ranges;

    /// <summary>Bytes of the trainable parameters; their gradients and each of an optimizer's slots take as many.</summary>
    public long TrainableBytes => sizeof(float) * _trainable.Length;

    /// <summary>Bytes of parameters, statistics, gradients and transformed filters.</summary>
    public long MemoryBytes => sizeof(float) * (_trainable.Length + _statistics.Length + (_gradients?.Length ?? 0)) + TransformedFilters.MemoryBytes;

    /// <summary>Where a parameter lies; null for none.</summary>
    public float* Pointer(GraphParameter? parameter) =>
        parameter is null ? null : (parameter.IsTrainable ? _trainable : _statistics).Pointer + _places[parameter.Name].Start;

    /// <summary>Where a trainable parameter's gradient lies; null for none.</summary>
    public float* GradientPointer(GraphParameter? parameter) => parameter is null
        ? null
        : (_gradients ?? throw new InvalidOperationException("The store has no gradients.")).Pointer + _places[parameter.Name].Start;

    /// <summary>Another store with the same values in the same layout, without gradients.</summary>
    public ParameterStore CreateTwin()
    {
        var twin = new ParameterStore(_graph, withGradients: false, IsInterleaved, Set, IsMeasured);
        _trainable.Span.CopyTo(twin._trainable.Span);
        _statistics.Span.CopyTo(twin._statistics.Span);
        return twin;
    }

    /// <summary>Copies values in; every parameter of the graph must be there with its dimensions.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has other dimensions; the message names it.</exception>
    public void Load(Weights weights)
    {
        Check(weights, _graph.Parameters);
        TransformedFilters.Invalidate();
        foreach (var parameter in _graph.Parameters) PackOne(parameter, weights[parameter.Name].Values, Block(parameter).Span);
    }

    /// <summary>Copies all parameters and running statistics out, in the graph's order.</summary>
    public Weights Save() => new(_graph.Parameters.Select(parameter => UnpackOne(parameter, Block(parameter).Span)));

    /// <summary>As <see cref="Save"/>, but of a block with the layout of <see cref="Trainable"/> (an optimizer's slot, say); trainable parameters only.</summary>
    public Weights Unpack(ReadOnlySpan<float> block)
    {
        var tensors = new List<KeyValuePair<string, Tensor>>();
        foreach (var range in _ranges) tensors.Add(UnpackOne(range.Parameter, block));
        return new Weights(tensors);
    }

    /// <summary>Inverse of <see cref="Unpack"/>.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has other dimensions; the message names it.</exception>
    public void Pack(Weights weights, Span<float> block)
    {
        Check(weights, _ranges.Select(range => range.Parameter));
        foreach (var range in _ranges) PackOne(range.Parameter, weights[range.Parameter.Name].Values, block);
    }

    public void Dispose()
    {
        _trainable.Dispose();
        _statistics.Dispose();
        _gradients?.Dispose();
        TransformedFilters.Dispose();
    }

    private static void Check(Weights weights, IEnumerable<GraphParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            string expected = string.Join("x", parameter.Dimensions);
            if (!weights.TryGetValue(parameter.Name, out var tensor))
                throw new ArgumentException($"The weights lack '{parameter.Name}' ({expected}).", nameof(weights));
            if (!tensor.Dimensions.AsSpan().SequenceEqual(parameter.Dimensions.AsSpan()))
                throw new ArgumentException($"The weights' '{parameter.Name}' is {string.Join("x", tensor.Dimensions)}, but the network expects {expected}.", nameof(weights));
        }
    }

    private AlignedMemory Block(GraphParameter parameter) => parameter.IsTrainable ? _trainable : _statistics;

    private void PackOne(GraphParameter parameter, float[] values, Span<float> block)
    {
        var range = _places[parameter.Name];
        var place = block.Slice(range.Start, range.Length);
        if (_filters.TryGetValue(parameter.Name, out var filter)) filter.Pack(Set, IsInterleaved, values, place);
        else values.CopyTo(place);
    }

    private KeyValuePair<string, Tensor> UnpackOne(GraphParameter parameter, ReadOnlySpan<float> block)
    {
        var range = _places[parameter.Name];
        var place = block.Slice(range.Start, range.Length);
        var values = new float[parameter.Count];
        if (_filters.TryGetValue(parameter.Name, out var filter)) filter.Unpack(Set, IsInterleaved, place, values);
        else place.CopyTo(values);
        return new(parameter.Name, new Tensor(parameter.Dimensions, values));
    }
}
