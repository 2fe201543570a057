using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>Adam with bias correction (Kingma and Ba, 2015); the formulas are those of PyTorch's Adam.</summary>
/// <remarks><see cref="Optimizer.WeightDecay"/> is added to the gradient and so passes through the moments; it is not the decoupled decay of AdamW.</remarks>
public sealed record Adam : Optimizer
{
    /// <summary>Decay of the running mean of the gradient: at least 0, less than 1. The default is 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Beta1
    {
        get;
        init => field = CheckFraction(value, nameof(Beta1));
    } = 0.9;

    /// <summary>Decay of the running mean of the squared gradient: at least 0, less than 1. The default is 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Beta2
    {
        get;
        init => field = CheckFraction(value, nameof(Beta2));
    } = 0.999;

    /// <summary>Added to the denominator so that it is never zero: more than 0. The default is 1e-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number above 0 in single precision.</exception>
    public double Epsilon
    {
        get;
        init => field = (float)value > 0 && float.IsFinite((float)value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Epsilon), value, $"{nameof(Epsilon)} must be a finite number above 0 in single precision.");
    } = 1e-8;

    internal override OptimizerState CreateState(int length, IReadOnlyList<ParameterRange> ranges) =>
        new State(this, DecaySegment.Cut(length, ranges, WeightDecay), length);

    private sealed class State : OptimizerState
    {
        private readonly Adam _options;
        private readonly DecaySegment[] _segments;
        private readonly float[] _firstMoments;
        private readonly float[] _secondMoments;

        public State(Adam options, DecaySegment[] segments, int length)
        {
            _options = options;
            _segments = segments;
            _firstMoments = NewSlot("firstMoment", length);
            _secondMoments = NewSlot("secondMoment", length);
            Numbers["beta1Power"] = 1;
            Numbers["beta2Power"] = 1;
        }

        public override void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate)
        {
            // Powers of the betas by multiplication: the same bits on every system, which Math.Pow does not promise.
            double beta1Power = Numbers["beta1Power"] *= _options.Beta1, beta2Power = Numbers["beta2Power"] *= _options.Beta2;
            foreach (var (start, count, weightDecay) in _segments)
            {
                var step = new AdamStep(
                    StepSize: (float)(learningRate / (1 - beta1Power)), Beta1: (float)_options.Beta1, OneMinusBeta1: (float)(1 - _options.Beta1),
                    Beta2: (float)_options.Beta2, OneMinusBeta2: (float)(1 - _options.Beta2), SecondCorrection: (float)Math.Sqrt(1 - beta2Power),
                    Epsilon: (float)_options.Epsilon, WeightDecay: weightDecay);
                AdamUpdate.Step(
                    parameters.Slice(start, count), gradients.Slice(start, count), _firstMoments.AsSpan(start, count), _secondMoments.AsSpan(start, count), step);
            }
        }
    }
}
