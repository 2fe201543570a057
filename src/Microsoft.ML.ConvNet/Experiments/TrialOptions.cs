using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>Turns the values of a trial into options of the trainer.</summary>
/// <param name="space">The search space.</param>
/// <param name="shared">What all trials share.</param>
/// <param name="seed">The experiment's seed.</param>
/// <param name="stages">Epochs of the first trial at the end of each stage.</param>
internal sealed class TrialOptions(ConvNetSearchSpace space, ConvNetTrainer.Options shared, int seed, IReadOnlyList<int> stages)
{
    private const ulong TrialStream = 0x5452_4941_4C00_0000UL;

    /// <summary>A trial's epochs at the end of each stage; those of the first trial if its network, or that one's, cannot be built.</summary>
    /// <param name="values">The trial's values.</param>
    /// <param name="image">Shape of the images.</param>
    /// <param name="classCount">Number of classes.</param>
    public IReadOnlyList<int> StagesOf(IReadOnlyList<object> values, ImageShape image, int classCount)
    {
        try
        {
            return TrialStages.OfCost(stages, Cost(values) / Cost([.. space.Options.Select(option => option.Initial)]));
        }
        catch (Exception)
        {
            // The reason is reported when the trial fails.
            return stages;
        }

        double Cost(IReadOnlyList<object> of)
        {
            var options = Create(1, of, stages[^1]);
            return NetworkCost.OfImage((options.Architecture ?? ConvNetArchitecture.ForImageSize(image)).Build(image, classCount), options.BatchSize);
        }
    }

    /// <summary>The options that describe the trial, to train it again with.</summary>
    /// <param name="trial">Number of the trial.</param>
    /// <param name="values">Its values.</param>
    /// <param name="epochs">Epochs that the learning-rate schedule is laid out over.</param>
    /// <exception cref="ArgumentException">The space cannot make options of the values; or another exception of a class that is not ours.</exception>
    public ConvNetTrainer.Options Create(int trial, IReadOnlyList<object> values, int epochs)
    {
        var options = (ConvNetTrainer.Options)shared.Copy();
        options.Epoch = epochs;
        space.Create(values).ApplyTo(options);

        // What is the experiment's own, whatever the space has done.
        options.LabelColumnName = shared.LabelColumnName;
        options.FeatureColumnName = shared.FeatureColumnName;
        options.Epoch = epochs;
        options.Seed = (int)(CounterRandom.Hash((ulong)seed, TrialStream, (ulong)trial) >> 33);
        options.NumberOfThreads = shared.NumberOfThreads;
        options.ValidationSet = null;
        options.ValidationSetFraction = null;
        options.EarlyStoppingCriteria = null;
        options.ReturnBestModelOnCancellation = false;
        options.MetricsCallback = null;
        options.ProgressCallback = null;
        options.CancellationToken = default;
        options.WorkspacePath = null;
        options.ResumeFrom = null;
        return options;
    }

    /// <summary>The options that the trial is trained with: a whole learning-rate schedule for each stage, so that it is compared, and may end, when its rate has come down.</summary>
    /// <param name="trial">Number of the trial.</param>
    /// <param name="values">Its values.</param>
    /// <param name="ends">Its epochs at the end of each stage.</param>
    /// <inheritdoc cref="Create(int, IReadOnlyList{object}, int)" path="/exception"/>
    public ConvNetTrainer.Options Create(int trial, IReadOnlyList<object> values, IReadOnlyList<int> ends)
    {
        var options = Create(trial, values, ends[^1]);
        var lengths = ends.Select((end, stage) => end - (stage > 0 ? ends[stage - 1] : 0));
        options.LearningRateSchedule = new StagedRate([.. lengths.Select(length => new RateStage(length, Schedule(length)))]);
        return options;

        LearningRateSchedule Schedule(int length)
        {
            var stage = Create(trial, values, length);
            return stage.LearningRateSchedule ?? new CosineRate(stage.LearningRate).WarmUp(epochs: (double)length / ConvNetTrainerBase.WarmupShare);
        }
    }
}
