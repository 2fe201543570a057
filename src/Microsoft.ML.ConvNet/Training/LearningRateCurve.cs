namespace Microsoft.ML.ConvNet;

/// <summary>
/// What a learning-rate range test came to (Smith: Cyclical Learning Rates for Training Neural Networks, 2017): the loss while the rate rises exponentially from step to step.
/// </summary>
public sealed record LearningRateCurve
{
    internal LearningRateCurve(IReadOnlyList<LearningRatePoint> points, double? suggestion)
    {
        Points = points;
        Suggestion = suggestion;
    }

    /// <summary>The steps, in order; the last one is where the test ended or the loss ran away.</summary>
    public IReadOnlyList<LearningRatePoint> Points { get; }

    /// <summary>
    /// The rate at which the smoothed loss fell fastest per power of ten, a good <see cref="ConvNetTrainerBase.OptionsBase.LearningRate"/> to begin with; <see langword="null"/> when the loss
    /// never fell.
    /// </summary>
    public double? Suggestion { get; }
}
