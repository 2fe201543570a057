using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>Stochastic gradient descent with momentum; the formulas are those of PyTorch's SGD.</summary>
/// <remarks>
/// With the gradient d = g + <see cref="Optimizer.WeightDecay"/> * w, the velocity is v = <see cref="Momentum"/> * v + d and the parameter
/// becomes w - rate * v; with <see cref="Nesterov"/> it becomes w - rate * (d + <see cref="Momentum"/> * v).
/// </remarks>
public sealed record Sgd : Optimizer
{
    /// <summary>Share of the velocity that a step keeps: at least 0, less than 1. The default is 0.9; 0 is plain gradient descent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Momentum
    {
        get;
        init => field = CheckFraction(value, nameof(Momentum));
    } = 0.9;

    /// <summary>Whether to look ahead along the velocity (Nesterov's momentum). The default is false.</summary>
    public bool Nesterov { get; init; }

    internal override OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges) =>
        new State(this, DecaySegment.Cut(length, ranges, WeightDecay), length);

    private sealed class State : OptimizerState
    {
        private readonly Sgd _options;
        private readonly DecaySegment[] _segments;
        private readonly float[]? _velocities;

        public State(Sgd options, DecaySegment[] segments, int length)
        {
            _options = options;
            _segments = segments;
            if (options.Momentum > 0) _velocities = NewSlot("velocity", length);
        }

        public override void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate)
        {
            foreach (var (start, length, weightDecay) in _segments)
            {
                var w = parameters.Slice(start, length);
                var g = gradients.Slice(start, length);
                if (_velocities is null)
                    SgdUpdate.Plain(w, g, (float)learningRate, weightDecay);
                else
                    SgdUpdate.Momentum(w, g, _velocities.AsSpan(start, length), (float)learningRate, (float)_options.Momentum, weightDecay, _options.Nesterov);
            }
        }
    }
}
