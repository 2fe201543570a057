using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Collects the steps and buffers of a plan while its operations emit themselves.</summary>
internal sealed class PlanBuilder(LoweredGraph graph, ParameterStore parameters, PlanMode mode, int batchSize, RunState run, bool withInputGradient = false)
{
    private readonly PlanBuffer?[] _values = new PlanBuffer?[graph.ValueCount];
    private readonly PlanBuffer?[] _gradients = new PlanBuffer?[graph.ValueCount];
    private readonly int[] _contributions = new int[graph.ValueCount];
    private readonly HashSet<Operation> _fused = [];
    private readonly Dictionary<int, Func<Func<int, int>, NormGradientSums>> _offeredSums = [];
    private readonly Dictionary<int, NormGradientSums> _takenSums = [];
    private readonly Dictionary<int, BatchNormOperation> _left = [];
    private readonly Dictionary<int, LeftConvolution> _leftConvolutions = [];
    private readonly Dictionary<int, NormStatistics> _statistics = [];
    private readonly Dictionary<Operation, PlanBuffer[]> _kept = [];

    public LoweredGraph Graph { get; } = graph;

    public ParameterStore Parameters { get; } = parameters;

    public KernelSet Set { get; } = parameters.Set;

    public bool IsTraining { get; } = mode == PlanMode.Training;

    public int BatchSize { get; } = batchSize;

    public RunState Run { get; } = run;

    public List<EmittedStep> Steps { get; } = [];

    public List<PlanBuffer> Buffers { get; } = [];

    /// <summary>What scoring runs before its steps when the parameters may have changed, in order.</summary>
    public List<Step> Preparations { get; } = [];

    /// <summary>A buffer that keeps its values from run to run, for what preparations write.</summary>
    public PlanBuffer NewKeptBuffer(long floats)
    {
        var buffer = new PlanBuffer(floats, 0) { IsKept = true };
        Buffers.Add(buffer);
        return buffer;
    }

    /// <summary>A buffer that the next step writes first.</summary>
    public PlanBuffer NewBuffer(long floats)
    {
        var buffer = new PlanBuffer(floats, Steps.Count);
        Buffers.Add(buffer);
        return buffer;
    }

    /// <summary>A buffer for a value or its gradient, for the whole batch.</summary>
    public PlanBuffer NewBuffer(GraphValue value) => NewBuffer((long)Lanes.Round(BatchSize) * value.Shape.Size);

    /// <summary>Images that are interleaved at this point of the network: a vector's lanes, or 1.</summary>
    public Interleaving Lanes { get; private set; } = new(parameters.IsInterleaved ? parameters.Set.Lanes : 1);

    /// <summary>From here on (forward) or back to here (backward) activations are rows; returns how they were before.</summary>
    public Interleaving SwitchLanes(int lanes)
    {
        var before = Lanes;
        Lanes = new Interleaving(lanes);
        return before;
    }

    /// <summary>Adds a step; the buffers it touches live at least until it has run.</summary>
    public void Emit(Step step, params ReadOnlySpan<PlanBuffer?> buffers)
    {
        var touched = new List<PlanBuffer>(buffers.Length);
        foreach (var buffer in buffers)
        {
            if (buffer is null) continue;
            buffer.LastStep = Steps.Count;
            touched.Add(buffer);
        }

        Steps.Add(new EmittedStep(step, touched));
    }

    /// <summary>Adds a step that computes a value of the forward pass, or part of it, from others at little cost, and would compute the same bits again from them.</summary>
    public void EmitCheap(Step step, PlanBuffer value, params ReadOnlySpan<PlanBuffer?> sources)
    {
        value.Origins.Add(Steps.Count);
        Emit(step, [value, .. sources]);
    }

    public PlanBuffer Value(GraphValue value) => _values[value.Id] ?? throw new InvalidOperationException($"Value {value.Id} has not been computed.");

    /// <summary>Whether a value has been computed.</summary>
    public bool HasValue(GraphValue value) => _values[value.Id] is not null;

    public void SetValue(GraphValue value, PlanBuffer buffer) => _values[value.Id] = buffer;

    /// <summary>Says that the statistics of a value are taken while it is written.</summary>
    public void SetStatistics(GraphValue value, NormStatistics statistics) => _statistics.Add(value.Id, statistics);

    /// <summary>The statistics that have been taken of a value, or null.</summary>
    public NormStatistics? Statistics(GraphValue value) => _statistics.GetValueOrDefault(value.Id);

    /// <summary>Says that a norm's result is not computed: the operation that alone reads it normalises on the way.</summary>
    public void LeaveToConsumer(GraphValue value, BatchNormOperation norm) => _left.Add(value.Id, norm);

    /// <summary>The norm that left its result to its consumer, or null.</summary>
    public BatchNormOperation? LeftNorm(GraphValue value) => _left.GetValueOrDefault(value.Id);

    /// <summary>Says that a convolution's result, with what stands behind it, is not computed: the operation that alone reads it does that on the way.</summary>
    public void LeaveToConsumer(GraphValue value, LeftConvolution convolution) => _leftConvolutions.Add(value.Id, convolution);

    /// <summary>The convolution that is left to the consumer of its result, or null.</summary>
    public LeftConvolution? LeftConvolution(GraphValue value) => _leftConvolutions.GetValueOrDefault(value.Id);

    /// <summary>Remembers what an operation's backward pass needs beside values.</summary>
    public void Keep(Operation operation, params PlanBuffer[] buffers) => _kept.Add(operation, buffers);

    /// <summary>Whether <see cref="Keep"/> remembered something.</summary>
    public bool HasKept(Operation operation) => _kept.ContainsKey(operation);

    /// <summary>What <see cref="Keep"/> remembered, by its place.</summary>
    public PlanBuffer Kept(Operation operation, int index = 0) => _kept[operation][index];

    /// <summary>Marks an operation as done by the one before it.</summary>
    public void MarkFused(Operation operation) => _fused.Add(operation);

    public bool IsFused(Operation operation) => _fused.Contains(operation);

    /// <summary>The finished gradient of a value: all its consumers have added to it. Its buffer may be overwritten.</summary>
    public PlanBuffer Gradient(GraphValue value) => _gradients[value.Id] ?? throw new InvalidOperationException($"Value {value.Id} has no gradient.");

    /// <summary>Whether anything before the value can be trained, or the input's gradient is asked for.</summary>
    public bool NeedsGradient(GraphValue value) => withInputGradient || value != Graph.Input;

    /// <summary>Hands a buffer over as a contribution to a value's gradient.</summary>
    public void GiveGradient(GraphValue value, PlanBuffer buffer)
    {
        _contributions[value.Id]++;
        if (_gradients[value.Id] is not { } existing)
        {
            _gradients[value.Id] = buffer;
            return;
        }

        Emit(new AddStep(Run, Set, existing, buffer, existing, value.Shape.Size, Lanes), existing, buffer);
    }

    /// <summary>Computes a contribution to a value's gradient with steps that overwrite a buffer or, told so, add to what it holds.</summary>
    public void EmitGradient(GraphValue value, bool canAccumulate, Action<GradientTarget> emit)
    {
        if (!NeedsGradient(value)) return;
        bool isLast = _contributions[value.Id] + 1 == Graph.GradientContributions(value);
        if (canAccumulate && _gradients[value.Id] is { } existing)
        {
            emit(new GradientTarget(existing, Accumulate: true, isLast));
            _contributions[value.Id]++;
            return;
        }

        bool isOnly = isLast && _gradients[value.Id] is null;
        EmitGradient(value, buffer => emit(new GradientTarget(buffer, Accumulate: false, isOnly)));
    }

    /// <summary>Offers to whoever completes a value's gradient that he takes sums of it on the way.</summary>
    /// <param name="create">Makes the sums, given the blocks for a number of images.</param>
    public void OfferGradientSums(GraphValue value, Func<Func<int, int>, NormGradientSums> create) => _offeredSums.Add(value.Id, create);

    /// <summary>The sums to take while a value's whole gradient is written; null if nobody needs any.</summary>
    public NormGradientSums? TakeGradientSums(GraphValue value, Func<int, int> blockCount) =>
        _offeredSums.TryGetValue(value.Id, out var create) ? _takenSums[value.Id] = create(blockCount) : null;

    /// <summary>The sums that have been taken of a value's gradient, or null.</summary>
    public NormGradientSums? TakenGradientSums(GraphValue value) => _takenSums.GetValueOrDefault(value.Id);

    /// <summary>Computes a contribution to a value's gradient with steps that overwrite a buffer.</summary>
    public void EmitGradient(GraphValue value, Action<PlanBuffer> emit)
    {
        if (!NeedsGradient(value)) return;
        var buffer = NewBuffer(value);
        emit(buffer);
        GiveGradient(value, buffer);
    }
}
