using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// AdaDelta (Zeiler, 2012): steps as large as the running mean of the steps before, in units of the gradient. The formulas are those of PyTorch's Adadelta; the paper has no learning
/// rate, which is one of 1.
/// </summary>
public sealed record AdaDelta : Optimizer
{
    /// <summary>Decay of the running means of squared gradients and squared updates: at least 0, less than 1. The default is 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Rho { get; init => field = CheckFraction(value, nameof(Rho)); } = 0.9;

    /// <summary>Added to both means under their roots: more than 0; it sets the size of the first steps. The default is 1e-6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number above 0 in single precision.</exception>
    public double Epsilon { get; init => field = CheckEpsilon(value, nameof(Epsilon)); } = 1e-6;

    internal override OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings = null) => new State(this, length, ranges, settings);

    private sealed class State : OptimizerState
    {
        private readonly AdaDelta _options;
        private readonly float[] _squares;
        private readonly float[] _updates;

        public State(AdaDelta options, int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings)
            : base(options, length, ranges, settings)
        {
            _options = options;
            _squares = NewSlot("squareMean");
            _updates = NewSlot("updateMean");
        }

        protected override void Update(Span<float> parameters, ReadOnlySpan<float> gradients, int start, double learningRate, float weightDecay) =>
            AdaDeltaUpdate.Step(
                parameters, gradients, _squares.AsSpan(start, parameters.Length), _updates.AsSpan(start, parameters.Length),
                new AdaDeltaStep((float)learningRate, (float)_options.Rho, (float)(1 - _options.Rho), (float)_options.Epsilon, weightDecay));
    }
}
