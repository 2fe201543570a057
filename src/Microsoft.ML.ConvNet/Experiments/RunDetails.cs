namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>Makes the details of trials that users see.</summary>
internal sealed class RunDetails(
    MulticlassClassificationCatalog catalog, ExperimentPlan plan, ExperimentData data, TrialOptions options, TrialTrainer trainer, ModelStore models, IEstimator<ITransformer>? preFeaturizer)
{
    public ConvNetRunDetail Of(Trial trial)
    {
        var (number, values, epochs, metrics) = (trial.Number, trial.Values, trial.Stages[^1], trial.Metrics);
        bool hasModel = trial.Metric is not null;
        return new ConvNetRunDetail(
            () => hasModel ? data.WholeModel(models.Load(number)) : null,
            () => metrics ?? (hasModel ? trainer.Evaluate(models.Load(number), options.Create(number, values, epochs)) : null),
            () => CreateEstimator(options.Create(number, values, epochs)),
            () => options.Create(number, values, epochs))
        {
            Trial = number,
            State = trial.State,
            TrainerName = trial.TrainerName,
            Parameters = plan.Parameters(trial),
            Epochs = trial.Epochs,
            MaximumEpochs = epochs,
            Metric = trial.Metric,
            LogLoss = trial.Score is { LogLoss: var logLoss } ? logLoss : null,
            RuntimeInSeconds = trial.Runtime.TotalSeconds,
            TrainingHistory = trial.History,
            FailureReason = trial.Reason,
            Exception = trial.Exception,
        };
    }

    private IEstimator<ITransformer> CreateEstimator(ConvNetTrainer.Options trialOptions)
    {
        var trained = catalog.Trainers.ConvNet(trialOptions);
        return preFeaturizer is null ? trained : preFeaturizer.Append(trained);
    }
}
