using System.Globalization;
using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.ConvNet;

public abstract partial class ConvNetTrainerBase
{
    /// <summary>
    /// Looks for a good learning rate before training (Smith, 2017): trains for some steps while the rate rises exponentially, and returns the curve of the loss with a suggestion for
    /// <see cref="OptionsBase.LearningRate"/>. Everything else is as the options say; nothing is kept of what was trained.
    /// </summary>
    /// <param name="trainData">The training rows.</param>
    /// <param name="lowestRate">Rate of the first step, above 0. Default 1e-6.</param>
    /// <param name="highestRate">Rate of the last step, finite and above the first. Default 1. The test ends earlier when the loss runs away.</param>
    /// <param name="steps">Steps of one batch each, at least 10. Default 100. The rows are gone through again when they do not suffice.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range, or as for <see cref="Fit(IDataView)"/>.</exception>
    /// <inheritdoc cref="Fit(IDataView)" path="/exception"/>
    public LearningRateCurve FindLearningRate(IDataView trainData, double lowestRate = 1e-6, double highestRate = 1, int steps = 100)
    {
        const int leastSteps = 10;
        ArgumentNullException.ThrowIfNull(trainData);
        if (!(lowestRate > 0 && lowestRate < highestRate))
            throw new ArgumentOutOfRangeException(nameof(lowestRate), lowestRate, $"The lowest rate must be above 0 and below the highest, {highestRate.ToString(CultureInfo.InvariantCulture)}.");
        if (!double.IsFinite(highestRate)) throw new ArgumentOutOfRangeException(nameof(highestRate), highestRate, "The highest rate must be finite.");
        if (steps < leastSteps) throw new ArgumentOutOfRangeException(nameof(steps), steps, $"A range test needs at least {leastSteps} steps.");
        TrainerSchema.Check(MlNetInterop.ShapeOf(trainData.Schema), _options);

        using var channel = _host.Start("Learning-rate range test");
        using var progress = _host.StartProgressChannel("ConvNet: learning-rate range test");
        var reporter = new TrainingReporter(_host, channel, progress, _options);
        var (network, _) = BuildNetwork(trainData.Schema);
        ulong seed = NextSeed();
        var weights = StartingWeights(network, seed, reporter);
        var (training, _) = ReadData(trainData, null, seed, reporter);
        var statistics = ChooseStatistics(training, _options.GivenStatistics(network.InputShape.Channels), reporter);
        using var source = TrainingSource(training, statistics, ChooseTargetStatistics(training, reporter), seed, reporter);
        var curve = LearningRateRangeTest.Run(network, weights, source, CreateSettings(seed, training), lowestRate, highestRate, steps, reporter.ThrowIfCancelled);
        if (curve.Suggestion is { } suggestion) reporter.Info($"Learning-rate range test: {curve.Points.Count} steps; {suggestion:G3} is suggested");
        else reporter.Warning($"Learning-rate range test: the loss never fell in {curve.Points.Count} steps");
        return curve;
    }
}
