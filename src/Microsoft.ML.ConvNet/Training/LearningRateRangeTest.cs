using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>Trains for some steps at a rate that rises exponentially, and looks where the loss falls fastest.</summary>
internal static class LearningRateRangeTest
{
    private const double Smoothing = 0.9;

    /// <summary>The smoothed loss over the best one at which the test ends.</summary>
    private const double RunAway = 4;

    /// <summary>Keeps the random numbers of the steps apart from those of a run.</summary>
    private const ulong StepStream = 0x5241_4E47_0000_0000UL;

    /// <param name="initial">Where to start from; not changed.</param>
    /// <param name="lowest">Rate of the first step, above 0.</param>
    /// <param name="highest">Rate of the last step, above <paramref name="lowest"/>.</param>
    /// <param name="steps">At least 2; the rows are gone through again when they do not suffice.</param>
    public static LearningRateCurve Run(
        Network network, Weights initial, IBatchSource training, TrainingSettings settings, double lowest, double highest, int steps, Action throwIfCancelled)
    {
        var graph = network.Lower().With(ConvolutionRule.For(settings.ExactConvolution));
        using var parameters = new ParameterStore(graph, withGradients: true);
        parameters.Load(initial);
        using var plan = settings.CreatePlan(graph, parameters);
        var optimizer = settings.Optimizer.CreateState(parameters.Trainable.Length, parameters.Ranges, settings.Updates with { Threads = settings.Threads });
        var points = new List<LearningRatePoint>(steps);
        double average = 0, weight = 0, best = double.PositiveInfinity;
        int epoch = 0;
        training.BeginEpoch(epoch);
        while (points.Count < steps)
        {
            throwIfCancelled();
            int rows = training.NextBatch(MiniBatch.Of(plan));
            if (rows == 0)
            {
                training.BeginEpoch(++epoch);
                continue;
            }

            double rate = lowest * Math.Pow(highest / lowest, (double)points.Count / (steps - 1));
            var totals = EpochTotals.Of(plan.ForwardBackward(rows, CounterRandom.Hash(settings.Seed, StepStream, (ulong)points.Count)), rows);
            if (!double.IsFinite(totals.Loss)) break;

            // An average of few values leans to its start, 0, which the sum of the weights takes out.
            average = Smoothing * average + (1 - Smoothing) * totals.Loss;
            weight = Smoothing * weight + (1 - Smoothing);
            double smoothed = average / weight;
            points.Add(new LearningRatePoint(rate, totals.Loss, smoothed));
            best = Math.Min(best, smoothed);
            if (smoothed > RunAway * best) break;
            if (totals.WeightSum > 0) optimizer.Step(parameters.Trainable, parameters.Gradients, rate);
        }

        return new LearningRateCurve(points, Steepest(points));
    }

    /// <summary>
    /// Where the smoothed loss falls fastest before its minimum, by differences over a tenth of the points, whose logarithms of the rate are equally far apart. The first tenth, in
    /// which the average has hardly begun, is left out.
    /// </summary>
    private static double? Steepest(List<LearningRatePoint> points)
    {
        int half = Math.Max(1, points.Count / 20);
        if (points.Count <= 4 * half) return null;
        int minimum = points.IndexOf(points.MinBy(point => point.SmoothedLoss));
        int? steepest = null;
        double slope = 0;
        for (int i = 3 * half; i < points.Count - half && i <= minimum; i++)
        {
            double change = points[i + half].SmoothedLoss - points[i - half].SmoothedLoss;
            if (change < slope) (slope, steepest) = (change, i);
        }

        return steepest is { } best ? points[best].LearningRate : null;
    }
}
