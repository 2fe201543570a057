using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>RMSProp (Tieleman and Hinton, 2012): the gradient over the root of the running mean of its square. The formulas are those of PyTorch's RMSprop.</summary>
/// <remarks>The epsilon is added outside the root; TensorFlow's is inside.</remarks>
public sealed record RmsProp : Optimizer
{
    /// <summary>Decay of the running mean of the squared gradient: at least 0, less than 1. The default is 0.99.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Rho { get; init => field = CheckFraction(value, nameof(Rho)); } = 0.99;

    /// <summary>Added to the denominator so that it is never zero: more than 0. The default is 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number above 0 in single precision.</exception>
    public double Epsilon { get; init => field = CheckEpsilon(value, nameof(Epsilon)); } = 1e-8;

    /// <summary>Share of the velocity that a step keeps: at least 0, less than 1. The default is 0: no velocity.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Momentum { get; init => field = CheckFraction(value, nameof(Momentum)); }

    internal override OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings = null) => new State(this, length, ranges, settings);

    private sealed class State : OptimizerState
    {
        private readonly RmsProp _options;
        private readonly float[] _squares;
        private readonly float[]? _velocities;

        public State(RmsProp options, int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings)
            : base(options, length, ranges, settings)
        {
            _options = options;
            _squares = NewSlot("squareMean");
            if (options.Momentum > 0) _velocities = NewSlot("velocity");
        }

        protected override void Update(Span<float> parameters, ReadOnlySpan<float> gradients, int start, double learningRate, float weightDecay)
        {
            var step = new RmsPropStep(
                (float)learningRate, (float)_options.Rho, (float)(1 - _options.Rho), (float)_options.Epsilon, (float)_options.Momentum, weightDecay);
            RmsPropUpdate.Step(
                parameters, gradients, _squares.AsSpan(start, parameters.Length), _velocities is null ? default : _velocities.AsSpan(start, parameters.Length), step);
        }
    }
}
