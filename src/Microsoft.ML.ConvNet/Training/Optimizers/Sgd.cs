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
    public double Momentum { get; init => field = CheckFraction(value, nameof(Momentum)); } = 0.9;

    /// <summary>Whether to look ahead along the velocity (Nesterov's momentum). The default is false.</summary>
    public bool Nesterov { get; init; }

    /// <summary>
    /// Whether the velocity is an exponential average, v = b v + (1 - b) d for the momentum b, as some courses have it: its steps are 1 - b times as long as those of the classic form, and the
    /// learning rate is to be chosen accordingly. PyTorch's dampening of b differs in that the first d counts in full there. The default is false.
    /// </summary>
    public bool ExponentialAverage { get; init; }

    internal override OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings = null) => new State(this, length, ranges, settings);

    private sealed class State : OptimizerState
    {
        private readonly Sgd _options;
        private readonly float[]? _velocities;

        public State(Sgd options, int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings)
            : base(options, length, ranges, settings)
        {
            _options = options;
            if (options.Momentum > 0) _velocities = NewSlot("velocity");
        }

        protected override void Update(Span<float> parameters, ReadOnlySpan<float> gradients, int start, double learningRate, float weightDecay)
        {
            if (_velocities is null)
            {
                SgdUpdate.Plain(parameters, gradients, (float)learningRate, weightDecay);
                return;
            }

            float share = _options.ExponentialAverage ? (float)(1 - _options.Momentum) : 1;
            SgdUpdate.Momentum(
                parameters, gradients, _velocities.AsSpan(start, parameters.Length), (float)learningRate, (float)_options.Momentum, share, weightDecay, _options.Nesterov);
        }
    }
}
