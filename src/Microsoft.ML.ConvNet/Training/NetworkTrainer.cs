using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>The training loop: mini-batches through an <see cref="ExecutionPlan"/>, an optimizer and a learning-rate schedule.</summary>
internal static class NetworkTrainer
{
    /// <summary>Trains and returns the weights of the last epoch (or the last good ones).</summary>
    /// <param name="network">The definition.</param>
    /// <param name="initial">Where to start from.</param>
    /// <param name="training">The training rows.</param>
    /// <param name="validation">Rows to evaluate after each epoch, or null.</param>
    /// <param name="settings">Checked hyper-parameters.</param>
    /// <param name="observer">Told of progress; also asked before every batch whether to stop.</param>
    public static TrainingResult Train(Network network, Weights initial, IBatchSource training, IBatchSource? validation, TrainingSettings settings, ITrainingObserver observer) =>
        throw new NotImplementedException();
}
