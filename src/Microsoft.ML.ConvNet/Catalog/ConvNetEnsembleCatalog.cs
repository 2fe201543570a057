using System.Collections.Immutable;
using Microsoft.ML.ConvNet;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Pipeline.Averaging;

namespace Microsoft.ML;

/// <summary>Extension methods that let several trained networks score together.</summary>
/// <remarks>
/// Networks that were trained with other seeds, folds or architectures err on other images, and the average of their scores is better than most of them alone. Averaged are the probabilities (Krizhevsky
/// et al., 2012; Simonyan and Zisserman, 2015), each network counting alike. The models must agree in task, scores, label values and column of images; an image may be one to a network and
/// ten crops of it to another (<see cref="TestTimeEvaluation"/>), and the networks' inputs may differ as long as they read images of the same size. Names of columns, and how unreadable images are
/// treated, are the first model's.
/// </remarks>
public static class ConvNetEnsembleCatalog
{
    /// <summary>A transformer that averages the probabilities of several multiclass models.</summary>
    /// <param name="catalog">The multiclass classification catalog.</param>
    /// <param name="models">One or more models, whose classes are the same in the same order.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no model, or a model does not fit the first; the message says which and why.</exception>
    /// <inheritdoc cref="ConvNetEnsembleCatalog" path="/remarks"/>
    /// <example>
    /// <code language="csharp">
    /// var models = Enumerable.Range(0, 5).Select(seed => mlContext.MulticlassClassification.Trainers.ConvNet(new ConvNetTrainer.Options { Seed = seed }).Fit(train)).ToArray();
    /// var ensemble = mlContext.MulticlassClassification.ConvNetEnsemble(models);
    /// var metrics = mlContext.MulticlassClassification.Evaluate(ensemble.Transform(test));
    /// </code>
    /// </example>
    public static ConvNetEnsembleTransformer ConvNetEnsemble(this MulticlassClassificationCatalog catalog, params IEnumerable<ConvNetTransformer> models) =>
        Create(catalog, models, ConvNetTask.MulticlassClassification);

    /// <summary>A transformer that averages the probabilities of several models of yes or no; its score is the logit of the average.</summary>
    /// <param name="catalog">The binary classification catalog.</param>
    /// <param name="models">One or more models.</param>
    /// <inheritdoc cref="ConvNetEnsemble(MulticlassClassificationCatalog, IEnumerable{ConvNetTransformer})" path="/exception"/>
    /// <inheritdoc cref="ConvNetEnsembleCatalog" path="/remarks"/>
    public static ConvNetEnsembleTransformer ConvNetEnsemble(this BinaryClassificationCatalog catalog, params IEnumerable<ConvNetTransformer> models) =>
        Create(catalog, models, ConvNetTask.BinaryClassification);

    /// <summary>A transformer that averages the numbers of several models of regression.</summary>
    /// <param name="catalog">The regression catalog.</param>
    /// <param name="models">One or more models of as many numbers.</param>
    /// <inheritdoc cref="ConvNetEnsemble(MulticlassClassificationCatalog, IEnumerable{ConvNetTransformer})" path="/exception"/>
    /// <inheritdoc cref="ConvNetEnsembleCatalog" path="/remarks"/>
    public static ConvNetEnsembleTransformer ConvNetEnsemble(this RegressionCatalog catalog, params IEnumerable<ConvNetTransformer> models) =>
        Create(catalog, models, ConvNetTask.Regression);

    private static ConvNetEnsembleTransformer Create(TrainCatalogBase catalog, IEnumerable<ConvNetTransformer> models, ConvNetTask task)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(models);
        ImmutableArray<ModelContent> members = [.. models.Select(model => (model ?? throw new ArgumentNullException(nameof(models), "A model of the ensemble is null.")).Content)];
        if (members.IsEmpty) throw new ArgumentOutOfRangeException(nameof(models), "An ensemble needs at least one model.");
        if (members[0].Settings.Task != task) throw new ArgumentOutOfRangeException(nameof(models), $"The models of the ensemble must be of {task}, but model 1 is one of {members[0].Settings.Task}.");
        if (EnsembleRules.Problem(members) is { } problem) throw new ArgumentOutOfRangeException(nameof(models), $"The models of the ensemble do not fit together: {problem}.");
        return new ConvNetEnsembleTransformer(members);
    }
}
