using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// A lowered graph bound to a batch size, a mode and parameter memory: steps and buffers fixed once, run many times. Running allocates nothing on the
/// managed heap. Not thread-safe: one plan, one caller at a time.
/// </summary>
internal sealed unsafe class ExecutionPlan : IDisposable
{
    private readonly LoweredGraph _graph;
    private readonly ParameterStore _parameters;
    private readonly RunState _run = new();
    private readonly Step[] _preparations;
    private readonly Step[] _forward;
    private readonly Step[] _backward;
    private readonly PlanBuffer _input;
    private readonly PlanBuffer _logits;
    private readonly PlanBuffer? _logitsGradient;
    private readonly (PlanBuffer Logits, PlanBuffer Gradient, float LossWeight)[] _auxiliary = [];
    private readonly PlanBuffer? _inputGradient;
    private readonly LossFunction _loss;
    private readonly int[] _labels;
    private readonly int[] _secondLabels;
    private readonly float[] _shares;
    private readonly float[] _mixScratch;
    private readonly float[] _targets;
    private readonly float[] _weights;
    private readonly int _threads;
    private readonly AlignedMemory _arena;
    private int _preparedVersion = -1;

    /// <param name="threads">Most threads that a run uses; results do not depend on it.</param>
    /// <param name="loss">Training: what the gradients are of; null for softmax cross-entropy.</param>
    /// <param name="withInputGradient">Training: whether to compute the loss's gradient with respect to the images too.</param>
    /// <param name="recomputeActivations">Training: whether activations that cost little are computed again for the backward pass where that saves memory.</param>
    public ExecutionPlan(
        LoweredGraph graph, ParameterStore parameters, PlanMode mode, int batchSize, int threads, LossFunction? loss = null, bool withInputGradient = false,
        bool recomputeActivations = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        bool isTraining = mode == PlanMode.Training;
        if (!isTraining) graph = graph.WithoutAuxiliaryOutputs();
        _graph = graph;
        _parameters = parameters;
        _threads = threads;
        BatchSize = batchSize;
        _loss = loss ?? new SoftmaxCrossEntropy();
        _labels = new int[isTraining && !_loss.TakesTargets ? batchSize : 0];
        _secondLabels = new int[_labels.Length];
        _shares = new float[_labels.Length];
        _shares.AsSpan().Fill(1);
        _mixScratch = new float[_labels.Length > 0 ? graph.OutputShape.Size : 0];
        _targets = new float[isTraining && _loss.TakesTargets ? batchSize * graph.OutputShape.Size : 0];
        _weights = new float[isTraining ? batchSize : 0];
        _weights.AsSpan().Fill(1);
        var builder = new PlanBuilder(graph, parameters, mode, batchSize, _run, withInputGradient);
        _input = builder.NewBuffer((long)batchSize * graph.InputShape.Size);
        EmitInput(builder);
        var steps = new List<PlanStep>();
        Collect(null, isBackward: false);
        foreach (var operation in graph.Operations)
        {
            if (!builder.IsFused(operation)) operation.EmitForward(builder);
            Collect(operation, isBackward: false);
        }

        int forwardSteps = builder.Steps.Count;
        _logits = builder.Value(graph.Output);
        if (isTraining)
        {
            _logitsGradient = builder.NewBuffer(graph.Output);
            builder.GiveGradient(graph.Output, _logitsGradient);
            _auxiliary = [.. graph.AuxiliaryOutputs.Select(auxiliary => (builder.Value(auxiliary.Logits), builder.NewBuffer(auxiliary.Logits), auxiliary.LossWeight))];
            for (int i = 0; i < _auxiliary.Length; i++)
            {
                // The losses are computed when the whole forward pass has run.
                _auxiliary[i].Logits.LastStep = forwardSteps;
                builder.GiveGradient(graph.AuxiliaryOutputs[i].Logits, _auxiliary[i].Gradient);
            }

            foreach (var operation in graph.Operations.Reverse())
            {
                if (!builder.IsFused(operation)) operation.EmitBackward(builder);
                Collect(operation, isBackward: true);
            }

            if (withInputGradient)
            {
                _inputGradient = EmitInputGradient(builder);
                Collect(null, isBackward: true);
            }
        }

        // The caller reads them when everything has run.
        _logits.LastStep = builder.Steps.Count;
        if (_inputGradient is not null) _inputGradient.LastStep = builder.Steps.Count;
        foreach (var buffer in builder.Buffers.Where(buffer => buffer.IsKept)) buffer.LastStep = builder.Steps.Count;
        _preparations = [.. builder.Preparations];
        var order = new StepOrder(builder.Steps, forwardSteps, builder.Buffers);
        if (isTraining && recomputeActivations) Recomputation.Choose(order, [_logits, .. _auxiliary.Select(auxiliary => auxiliary.Logits)]);
        Steps = [.. order.Steps.Select((step, place) => steps[step] with { IsBackward = place >= forwardSteps })];
        _forward = [.. Steps.Take(forwardSteps).Select(step => step.Step)];
        _backward = [.. Steps.Skip(forwardSteps).Select(step => step.Step)];
        LargestLiveBytes = sizeof(float) * order.LargestLiveSet;
        long arena = ArenaLayout.Assign(builder.Buffers);
        _run.ScratchFloats = AlignedMemory.Align(steps.Select(step => step.Step.ScratchFloats).DefaultIfEmpty().Max());
        ScratchBytes = sizeof(float) * threads * _run.ScratchFloats;
        _arena = new AlignedMemory(arena + threads * _run.ScratchFloats, parameters.IsMeasured);
        foreach (var buffer in builder.Buffers) buffer.Pointer = _arena.Pointer + buffer.Offset;
        _run.ScratchBase = _arena.Pointer + arena;

        void Collect(Operation? operation, bool isBackward) => steps.AddRange(builder.Steps.Skip(steps.Count).Select(step => new PlanStep(step.Step, operation, isBackward)));
    }

    public int BatchSize { get; }

    /// <summary>The batch to process, row after row in H, W, C order (channels contiguous): BatchSize * Shape.Size values, written by the caller before every run.</summary>
    public Span<float> Input => Values(_input, BatchSize * _graph.InputShape.Size);

    /// <summary>Training: the zero-based class of each row; empty if the loss takes targets.</summary>
    public Span<int> Labels => _labels;

    /// <summary>Training: the other class of rows that are mixtures, as long as <see cref="Labels"/>; without meaning where the share is 1.</summary>
    public Span<int> SecondLabels => _secondLabels;

    /// <summary>Training: the share of <see cref="Labels"/> in each row, 0 to 1; 1 unless the caller changes it. The rest is that of <see cref="SecondLabels"/>.</summary>
    public Span<float> Shares => _shares;

    /// <summary>Training with a loss that takes targets: OutputShape.Size values of each row, in the order of <see cref="Logits"/>; otherwise empty.</summary>
    public Span<float> Targets => _targets;

    /// <summary>Training: the weight of each row; 1 when the data have none.</summary>
    public Span<float> ExampleWeights => _weights;

    /// <summary>The network's output after a run: row after row, OutputShape.Size values each, in H, W, C order if the output is a map.</summary>
    public ReadOnlySpan<float> Logits => Values(_logits, BatchSize * _graph.OutputShape.Size);

    /// <summary>Training with an input gradient: the loss's gradient with respect to <see cref="Input"/>, after a run.</summary>
    public ReadOnlySpan<float> InputGradient =>
        Values(_inputGradient ?? throw new InvalidOperationException("The plan was made without an input gradient."), BatchSize * _graph.InputShape.Size);

    /// <summary>Bytes of the arena that the plan owns.</summary>
    public long MemoryBytes => sizeof(float) * _arena.Length;

    /// <summary>Bytes of it that are the threads' scratch memory.</summary>
    public long ScratchBytes { get; }

    /// <summary>Bytes of the largest set of buffers that live at the same time: the arena, scratch memory apart, cannot be smaller.</summary>
    public long LargestLiveBytes { get; }

    /// <summary>All steps in the order in which they run, the loss between forward and backward apart.</summary>
    public IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>For profiling: called before each step, and with null when a pass has ended.</summary>
    public Action<Step?>? Progress { get; set; }

    /// <summary>Computes the logits of the first <paramref name="rows"/> rows.</summary>
    public void Forward(int rows)
    {
        Start(rows);
        Prepare();
        RunSteps(_forward);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// One training step without the update: logits, the mean weighted loss, and its gradient for every trainable parameter into the store.
    /// </summary>
    /// <param name="rows">1 to BatchSize.</param>
    /// <param name="randomSeed">Seeds this step's random decisions (dropout masks); the same seed gives the same masks for any thread count.</param>
    public BatchResult ForwardBackward(int rows, ulong randomSeed)
    {
        if (_logitsGradient is null) throw new InvalidOperationException("The plan was made for scoring.");
        Start(rows);

        // The running statistics change.
        _parameters.TransformedFilters.Invalidate();
        _run.Seed = randomSeed;
        RunSteps(_forward);
        int count = rows * _graph.OutputShape.Size;
        ReadOnlySpan<int> labels = _labels.AsSpan(0, Math.Min(rows, _labels.Length));
        ReadOnlySpan<float> targets = _targets.AsSpan(0, Math.Min(count, _targets.Length));
        int mixable = Math.Min(rows, _labels.Length);
        var mix = new LabelMix(_secondLabels.AsSpan(0, mixable), _shares.AsSpan(0, mixable), _mixScratch);
        var (loss, weight, correct) = _loss.Forward(Values(_logits, count), labels, targets, _weights.AsSpan(0, rows), Values(_logitsGradient, count), mix);
        foreach (var (logits, gradient, lossWeight) in _auxiliary)
        {
            var gradients = Values(gradient, count);
            loss += lossWeight * _loss.Forward(Values(logits, count), labels, targets, _weights.AsSpan(0, rows), gradients, mix).LossSum;
            TensorPrimitives.Multiply(gradients, lossWeight, gradients);
        }

        RunSteps(_backward);
        GC.KeepAlive(this);
        return new BatchResult(loss, weight, correct);
    }

    public void Dispose() => _arena.Dispose();

    private void EmitInput(PlanBuilder builder)
    {
        if (!builder.Lanes.IsOn)
        {
            builder.SetValue(_graph.Input, _input);
            return;
        }

        var blocks = builder.NewBuffer(_graph.Input);
        var shape = _graph.InputShape;
        builder.Emit(new FromRowsStep(_run, builder.Lanes.Lanes, _input, blocks, shape.Height * shape.Width, shape.Channels), _input, blocks);
        builder.SetValue(_graph.Input, blocks);
    }

    private PlanBuffer EmitInputGradient(PlanBuilder builder)
    {
        var gradient = builder.Gradient(_graph.Input);
        if (!builder.Lanes.IsOn) return gradient;
        long floats = (long)BatchSize * _graph.InputShape.Size;
        var planes = builder.NewBuffer(floats);
        builder.Emit(new ToRowsStep(_run, builder.Lanes.Lanes, gradient, planes, _graph.InputShape.Size), gradient, planes);
        var rows = builder.NewBuffer(floats);
        builder.Emit(new ReorderStep(_run, _graph.InputShape, planes, rows, isGradient: true), planes, rows);
        return rows;
    }

    private void Start(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, BatchSize);
        if (_parameters.IsMeasured) throw new InvalidOperationException("The plan was only measured.");
        _ = _arena.Pointer;
        _run.Rows = rows;
    }

    // What depends on the parameters alone is computed once, not in every scoring run.
    private void Prepare()
    {
        var filters = _parameters.TransformedFilters;
        int version = filters.Version;
        filters.Prepare(_threads);
        if (_preparedVersion == version) return;
        foreach (var step in _preparations) WorkerPool.Shared.Run(step, step.TaskCount, _threads);
        _preparedVersion = version;
    }

    private void RunSteps(Step[] steps)
    {
        foreach (var step in steps)
        {
            Progress?.Invoke(step);
            WorkerPool.Shared.Run(step, step.TaskCount, _threads);
        }

        Progress?.Invoke(null);

        // The steps hold addresses in it, which keep nothing alive.
        GC.KeepAlive(_parameters);
    }

    private Span<float> Values(PlanBuffer buffer, int count)
    {
        _ = _arena.Pointer;
        return new Span<float>(buffer.Pointer, count);
    }
}
