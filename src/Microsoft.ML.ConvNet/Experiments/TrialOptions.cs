using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>Turns the values of a trial into options of the trainer.</summary>
/// <param name="space">The search space.</param>
/// <param name="shared">What all trials share.</param>
/// <param name="seed">The experiment's seed.</param>
/// <param name="maximumEpochs">Epochs of a whole trial.</param>
internal sealed class TrialOptions(ConvNetSearchSpace space, ConvNetTrainer.Options shared, int seed, int maximumEpochs)
{
    private const ulong TrialStream = 0x5452_4941_4C00_0000UL;

    /// <summary>The options that describe the trial, to train it again with.</summary>
    /// <exception cref="ArgumentException">The space cannot make options of the values; or another exception of a class that is not ours.</exception>
    public ConvNetTrainer.Options Create(int trial, IReadOnlyList<object> values)
    {
        var options = (ConvNetTrainer.Options)shared.Copy();
        options.Epoch = maximumEpochs;
        space.Create(values).ApplyTo(options);

        // What is the experiment's own, whatever the space has done.
        options.LabelColumnName = shared.LabelColumnName;
        options.FeatureColumnName = shared.FeatureColumnName;
        options.Epoch = maximumEpochs;
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
}
