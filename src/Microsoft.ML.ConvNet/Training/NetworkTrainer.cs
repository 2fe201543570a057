using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>Trains a network: builds what a run needs and takes it down again. The loop itself is <see cref="TrainingRun"/>.</summary>
internal static class NetworkTrainer
{
    /// <summary>Trains and returns the weights of the last epoch, of the best one if the settings say so, or the last good ones.</summary>
    /// <param name="network">The definition, whose outputs are those that the loss takes.</param>
    /// <param name="initial">Where to start from.</param>
    /// <param name="training">The training rows; stays the caller's to dispose.</param>
    /// <param name="validation">Rows to evaluate after each epoch, or null; stays the caller's to dispose.</param>
    /// <param name="settings">Checked hyper-parameters.</param>
    /// <param name="observer">Told of progress; also asked before every batch whether to stop.</param>
    /// <exception cref="ArgumentException">A source's images or classes are not the network's, or the weights are not.</exception>
    /// <exception cref="InvalidOperationException">A source has no rows.</exception>
    /// <exception cref="OperationCanceledException">The observer said so.</exception>
    public static TrainingResult Train(
        Network network, Weights initial, IBatchSource training, IBatchSource? validation, TrainingSettings settings, ITrainingObserver observer)
    {
        CheckSource(network, training, nameof(training));
        if (validation is not null) CheckSource(network, validation, nameof(validation));
        if (training.RowCount == 0) throw new InvalidOperationException("The training set has no rows.");
        if (validation is { RowCount: 0 }) throw new InvalidOperationException("The validation set has no rows.");

        var graph = network.Lower().With(ConvolutionRule.For(settings.ExactConvolution));
        using var parameters = new ParameterStore(graph, withGradients: true);
        parameters.Load(initial);
        using var plan = settings.CreatePlan(graph, parameters);
        using var average = settings.WeightAverageDecay is { } decay ? new WeightAverage(parameters, decay) : null;
        using var scoringPlan = validation is null
            ? null
            : new ExecutionPlan(graph, average?.Parameters ?? parameters, PlanMode.Scoring, settings.BatchSize, settings.Threads);
        return new TrainingRun(plan, scoringPlan, parameters, average, initial, training, validation, settings, observer).Run();
    }

    private static void CheckSource(Network network, IBatchSource source, string name)
    {
        if (source.ImageShape != network.InputShape)
            throw new ArgumentException($"The {name} images have the shape {source.ImageShape}, but the network takes {network.InputShape}.", name);
        if (new ImageShape(source.ClassCount, 1, 1) != network.OutputShape)
            throw new ArgumentException($"The {name} rows have {source.ClassCount} classes, but the network's output has the shape {network.OutputShape}.", name);
    }
}
