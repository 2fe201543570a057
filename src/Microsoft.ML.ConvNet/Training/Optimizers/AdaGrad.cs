using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>AdaGrad (Duchi, Hazan and Singer, 2011): the gradient over the root of the sum of its squares so far. The formulas are those of PyTorch's Adagrad.</summary>
public sealed record AdaGrad : Optimizer
{
    /// <summary>What the sums of squares begin with: 0 or more. The default is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double InitialAccumulator { get; init => field = CheckPenalty(value, nameof(InitialAccumulator)); }

    /// <summary>Added to the denominator so that it is never zero: more than 0. The default is 1e-10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number above 0 in single precision.</exception>
    public double Epsilon { get; init => field = CheckEpsilon(value, nameof(Epsilon)); } = 1e-10;

    internal override OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings = null) => new State(this, length, ranges, settings);

    private sealed class State : OptimizerState
    {
        private readonly AdaGrad _options;
        private readonly float[] _squares;

        public State(AdaGrad options, int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings)
            : base(options, length, ranges, settings)
        {
            _options = options;
            _squares = NewSlot("squareSum");
            _squares.AsSpan().Fill((float)options.InitialAccumulator);
        }

        protected override void Update(Span<float> parameters, ReadOnlySpan<float> gradients, int start, double learningRate, float weightDecay) =>
            AdaGradUpdate.Step(parameters, gradients, _squares.AsSpan(start, parameters.Length), (float)learningRate, (float)_options.Epsilon, weightDecay);
    }
}
