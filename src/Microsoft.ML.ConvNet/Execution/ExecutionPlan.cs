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
    private readonly Step[] _forward;
    private readonly Step[] _backward;
    private readonly PlanBuffer _input;
    private readonly PlanBuffer _logits;
    private readonly PlanBuffer? _logitsGradient;
    private readonly int[] _labels;
    private readonly float[] _weights;
    private readonly int _threads;
    private readonly AlignedMemory _arena;

    /// <param name="threads">Most threads that a run uses; results do not depend on it.</param>
    public ExecutionPlan(LoweredGraph graph, ParameterStore parameters, PlanMode mode, int batchSize, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        _graph = graph;
        _parameters = parameters;
        _threads = threads;
        BatchSize = batchSize;
        bool isTraining = mode == PlanMode.Training;
        _labels = new int[isTraining ? batchSize : 0];
        _weights = new float[isTraining ? batchSize : 0];
        _weights.AsSpan().Fill(1);
        var builder = new PlanBuilder(graph, parameters, mode, batchSize, _run);
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
            foreach (var operation in graph.Operations.Reverse())
            {
                if (!builder.IsFused(operation)) operation.EmitBackward(builder);
                Collect(operation, isBackward: true);
            }
        }

        Steps = steps;

        // The caller reads the logits when everything has run.
        _logits.LastStep = builder.Steps.Count;
        _forward = [.. builder.Steps[..forwardSteps]];
        _backward = [.. builder.Steps[forwardSteps..]];
        long arena = ArenaLayout.Assign(builder.Buffers);
        _run.ScratchFloats = AlignedMemory.Align(builder.Steps.Select(step => step.ScratchFloats).DefaultIfEmpty().Max());
        _arena = new AlignedMemory(arena + threads * _run.ScratchFloats);
        foreach (var buffer in builder.Buffers) buffer.Pointer = _arena.Pointer + buffer.Offset;
        _run.ScratchBase = _arena.Pointer + arena;

        void Collect(Operation? operation, bool isBackward) => steps.AddRange(builder.Steps.Skip(steps.Count).Select(step => new PlanStep(step, operation, isBackward)));
    }

    public int BatchSize { get; }

    /// <summary>The batch to process, row after row in H, W, C order (channels contiguous): BatchSize * Shape.Size values, written by the caller before every run.</summary>
    public Span<float> Input => Values(_input, BatchSize * _graph.InputShape.Size);

    /// <summary>Training: the zero-based class of each row.</summary>
    public Span<int> Labels => _labels;

    /// <summary>Training: the weight of each row; 1 when the data have none.</summary>
    public Span<float> ExampleWeights => _weights;

    /// <summary>The network's output after a run: row after row, OutputShape.Size values each, in H, W, C order if the output is a map.</summary>
    public ReadOnlySpan<float> Logits => Values(_logits, BatchSize * _graph.OutputShape.Size);

    /// <summary>Bytes of the arena that the plan owns.</summary>
    public long MemoryBytes => sizeof(float) * _arena.Length;

    /// <summary>All steps in the order in which they run, the loss between forward and backward apart.</summary>
    public IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>For profiling: called before each step, and with null when a pass has ended.</summary>
    public Action<Step?>? Progress { get; set; }

    /// <summary>Computes the logits of the first <paramref name="rows"/> rows.</summary>
    public void Forward(int rows)
    {
        Start(rows);
        RunSteps(_forward);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// One training step without the update: logits, mean weighted cross-entropy, and its gradient for every trainable parameter into the store.
    /// </summary>
    /// <param name="rows">1 to BatchSize.</param>
    /// <param name="randomSeed">Seeds this step's random decisions (dropout masks); the same seed gives the same masks for any thread count.</param>
    public BatchResult ForwardBackward(int rows, ulong randomSeed)
    {
        if (_logitsGradient is null) throw new InvalidOperationException("The plan was made for scoring.");
        Start(rows);
        _run.Seed = randomSeed;
        RunSteps(_forward);
        int count = rows * _graph.OutputShape.Size;
        var (loss, weight, correct) = SoftmaxCrossEntropy.Forward(Values(_logits, count), _labels.AsSpan(0, rows), _weights.AsSpan(0, rows), Values(_logitsGradient, count));
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

    private void Start(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, BatchSize);
        _ = _arena.Pointer;
        _run.Rows = rows;
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
