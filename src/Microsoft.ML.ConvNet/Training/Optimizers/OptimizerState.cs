using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// An optimizer's memory of one run, and its updates on all threads: every value's update is its own, so the cut into tasks does not show. All that is remembered is in
/// <see cref="Slots"/> and <see cref="Numbers"/>, so that a run can be written down and read back.
/// </summary>
internal abstract unsafe class OptimizerState : IParallelWork
{
    /// <summary>Values of a task: a few microseconds of work, and what it reads and writes fits the second-level cache.</summary>
    private const int TaskLength = 1 << 15;

    private readonly int _length;
    private readonly UpdateSettings _settings;
    private readonly float _penalty;
    private readonly ParameterSegment[] _tasks;
    private readonly double[] _squares;
    private float* _parameters;
    private float* _gradients;
    private double _learningRate;
    private float _gradientScale;
    private bool _isMeasuring;

    /// <param name="optimizer">Whose state this is.</param>
    /// <param name="length">Values of the trainable block.</param>
    /// <param name="ranges">Where each parameter lies in it.</param>
    protected OptimizerState(Optimizer optimizer, int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings)
    {
        _length = length;
        _settings = settings ?? new UpdateSettings();
        _penalty = (float)optimizer.L1Penalty;
        WeightDecay = optimizer.WeightDecay;
        _tasks = ParameterSegment.Split(ParameterSegment.Cut(length, ranges, _settings.Groups), TaskLength);
        _squares = new double[_tasks.Length];
    }

    /// <summary>What is remembered of each parameter (momentum and the like), by name: blocks parallel to the trainable block. Names are part of checkpoints.</summary>
    public Dictionary<string, float[]> Slots { get; } = new(StringComparer.Ordinal);

    /// <summary>What is remembered beside that, by name. Names are part of checkpoints.</summary>
    public Dictionary<string, double> Numbers { get; } = new(StringComparer.Ordinal);

    /// <summary>The optimizer's weight decay, before a parameter's own factor.</summary>
    protected double WeightDecay { get; }

    /// <summary>One update in place. Allocates nothing.</summary>
    /// <param name="parameters">The trainable block.</param>
    /// <param name="gradients">Parallel to <paramref name="parameters"/>; what is in it afterwards does not matter.</param>
    /// <param name="learningRate">Rate of this step.</param>
    public void Step(Span<float> parameters, Span<float> gradients, double learningRate)
    {
        KernelArguments.CheckSameLength(_length, parameters.Length, gradients.Length);
        fixed (float* w = parameters, g = gradients)
        {
            _parameters = w;
            _gradients = g;
            _learningRate = learningRate;
            _gradientScale = GradientScale();
            BeginStep();
            WorkerPool.Shared.Run(this, _tasks.Length, _settings.Threads);
        }
    }

    /// <inheritdoc/>
    public void Execute(int task, int worker)
    {
        var (start, length, rateFactor, decayFactor) = _tasks[task];
        Span<float> w = new(_parameters + start, length), g = new(_gradients + start, length);
        if (_isMeasuring)
        {
            _squares[task] = SumOfSquares(g);
            return;
        }

        if (_gradientScale != 1) TensorPrimitives.Multiply(g, _gradientScale, g);
        if (_settings.MaximumGradient is { } most) TensorPrimitives.Clamp(g, (float)-most, (float)most, g);
        if (_penalty * decayFactor > 0) GradientPenalty.AddL1(w, g, _penalty * decayFactor);
        Update(w, g, start, _learningRate * rateFactor, (float)(WeightDecay * decayFactor));
    }

    /// <summary>Called once before the updates of a step.</summary>
    protected virtual void BeginStep()
    {
    }

    /// <summary>Updates a part of the block.</summary>
    /// <param name="start">Where it begins in the block, and so in the slots.</param>
    protected abstract void Update(Span<float> parameters, ReadOnlySpan<float> gradients, int start, double learningRate, float weightDecay);

    /// <summary>A new slot.</summary>
    /// <param name="name">Its name in checkpoints.</param>
    /// <returns>The slot, all zero.</returns>
    protected float[] NewSlot(string name) => Slots[name] = new float[_length];

    private float GradientScale()
    {
        if (_settings.MaximumGradientNorm is not { } most) return 1;
        _isMeasuring = true;
        WorkerPool.Shared.Run(this, _tasks.Length, _settings.Threads);
        _isMeasuring = false;
        double sum = 0;
        foreach (double square in _squares) sum += square;
        double norm = Math.Sqrt(sum);
        return norm > most ? (float)(most / norm) : 1;
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        // Short sums in single precision, so that their rounding does not add up over a million values.
        const int run = 256;
        double sum = 0;
        for (; values.Length > run; values = values[run..]) sum += TensorPrimitives.SumOfSquares(values[..run]);
        return sum + TensorPrimitives.SumOfSquares(values);
    }
}
