using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>The training loop of one run. A step allocates nothing on the managed heap; the end of an epoch does.</summary>
internal sealed class TrainingRun(
    ExecutionPlan plan, ExecutionPlan? scoringPlan, ParameterStore parameters, IBatchSource training, IBatchSource? validation, TrainingSettings settings,
    ITrainingObserver observer)
{
    // Keeps the random numbers of the steps apart from others that are drawn with the same seed.
    private const ulong StepStream = 0x5354_4550_0000_0000UL;

    private readonly OptimizerState _optimizer = settings.Optimizer.CreateState(parameters.Trainable.Length, parameters.Ranges);
    private readonly long _stepCount = settings.Epochs * ((training.RowCount + settings.BatchSize - 1) / settings.BatchSize);
    private long _step;

    /// <summary>Trains all epochs.</summary>
    /// <param name="initial">The weights in the store, given back when not even the first epoch ends well.</param>
    public TrainingResult Run(Weights initial)
    {
        var history = new List<EpochMetrics>(settings.Epochs);
        var good = initial;
        long start = Stopwatch.GetTimestamp();
        for (int epoch = 1; epoch <= settings.Epochs; epoch++)
        {
            long epochStart = Stopwatch.GetTimestamp();
            var totals = TrainEpoch(epoch);
            double trainingSeconds = Stopwatch.GetElapsedTime(epochStart).TotalSeconds;
            if (!double.IsFinite(totals.LastLoss)) return Diverge(epoch, totals.LearningRate, totals.LastLoss);

            // The last update may have spoilt the weights without any loss having shown it.
            var weights = parameters.Save();
            if (!IsFinite(weights)) return Diverge(epoch, totals.LearningRate, double.NaN);

            Evaluation? evaluation = validation is null ? null : Evaluation.Of(scoringPlan!, validation, epoch - 1, observer);
            if (evaluation is { } valid && !double.IsFinite(valid.Loss)) return Diverge(epoch, totals.LearningRate, valid.Loss);

            good = weights;
            var elapsed = Stopwatch.GetElapsedTime(start);
            var metrics = new EpochMetrics(
                epoch, settings.Epochs, totals.LearningRate, Mean(totals.LossSum, totals.WeightSum), (double)totals.Correct / totals.Rows,
                evaluation?.Loss, evaluation?.Accuracy, totals.Rows / trainingSeconds, elapsed, elapsed / epoch * (settings.Epochs - epoch));
            history.Add(metrics);
            observer.OnEpoch(metrics);
        }

        return new TrainingResult(good, history, TrainingEnd.Completed);

        TrainingResult Diverge(int epoch, double learningRate, double loss)
        {
            observer.OnDiverged(epoch, learningRate, loss);
            return new TrainingResult(good, history, TrainingEnd.Diverged);
        }
    }

    /// <summary>One pass over the training rows; it ends early, before the update, when a loss is not finite.</summary>
    private EpochTotals TrainEpoch(int epoch)
    {
        var totals = default(EpochTotals);
        training.BeginEpoch(epoch - 1);
        while (true)
        {
            observer.ThrowIfCancelled();
            int rows = training.NextBatch(MiniBatch.Of(plan));
            if (rows == 0) break;

            totals.LearningRate = settings.Schedule.Rate(_step, _stepCount);
            var result = plan.ForwardBackward(rows, CounterRandom.Hash(settings.Seed, StepStream, (ulong)_step));
            totals.LastLoss = Mean(result.LossSum, result.WeightSum);
            if (!double.IsFinite(totals.LastLoss)) return totals;

            // A batch without any weight has nothing to teach, and its mean gradient is not defined.
            if (result.WeightSum > 0) _optimizer.Step(parameters.Trainable, parameters.Gradients, totals.LearningRate);
            _step++;
            totals.LossSum += result.LossSum;
            totals.WeightSum += result.WeightSum;
            totals.Correct += result.Correct;
            totals.Rows += rows;
            observer.OnBatch(epoch, totals.Rows, training.RowCount, totals.LastLoss);
        }

        if (totals.Rows == 0) throw new InvalidOperationException("The training set has no rows.");
        return totals;
    }

    private static double Mean(double sum, double weightSum) => sum == 0 && weightSum == 0 ? 0 : sum / weightSum;

    private static bool IsFinite(Weights weights)
    {
        foreach (var tensor in weights.Values)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(tensor.Values)) return false;
        }

        return true;
    }

    private struct EpochTotals
    {
        public double LossSum, WeightSum, LastLoss, LearningRate;
        public long Correct, Rows;
    }
}
