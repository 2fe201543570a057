using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>The moments of <see cref="Adam"/> and <see cref="AdamW"/>.</summary>
internal sealed class AdamState : OptimizerState
{
    private const string Beta1Power = "beta1Power", Beta2Power = "beta2Power";

    private readonly AdamCoefficients _options;
    private readonly bool _isDecoupled;
    private readonly float[] _firstMoments;
    private readonly float[] _secondMoments;

    /// <param name="isDecoupled">Whether weight decay shrinks the parameters instead of being added to their gradients.</param>
    public AdamState(Optimizer optimizer, AdamCoefficients options, bool isDecoupled, int length, IReadOnlyList<ParameterRange> ranges, UpdateSettings? settings)
        : base(optimizer, length, ranges, settings)
    {
        _options = options;
        _isDecoupled = isDecoupled;
        _firstMoments = NewSlot("firstMoment");
        _secondMoments = NewSlot("secondMoment");
        Numbers[Beta1Power] = 1;
        Numbers[Beta2Power] = 1;
    }

    // Powers of the betas by multiplication: the same bits on every system, which Math.Pow does not promise.
    protected override void BeginStep()
    {
        Numbers[Beta1Power] *= _options.Beta1;
        Numbers[Beta2Power] *= _options.Beta2;
    }

    protected override void Update(Span<float> parameters, ReadOnlySpan<float> gradients, int start, double learningRate, float weightDecay)
    {
        var step = new AdamStep(
            StepSize: (float)(learningRate / (1 - Numbers[Beta1Power])), Beta1: (float)_options.Beta1, OneMinusBeta1: (float)(1 - _options.Beta1),
            Beta2: (float)_options.Beta2, OneMinusBeta2: (float)(1 - _options.Beta2), SecondCorrection: (float)Math.Sqrt(1 - Numbers[Beta2Power]),
            Epsilon: (float)_options.Epsilon, WeightDecay: _isDecoupled ? 0 : weightDecay, ParameterScale: _isDecoupled ? (float)(1 - learningRate * weightDecay) : 1);
        AdamUpdate.Step(parameters, gradients, _firstMoments.AsSpan(start, parameters.Length), _secondMoments.AsSpan(start, parameters.Length), step);
    }
}
