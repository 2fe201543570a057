using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Pipeline.Averaging;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Several trained networks that score an image together: the average of their scores. Made by <c>ConvNetEnsemble</c> of ML.NET's catalogs, for example
/// <see cref="ConvNetEnsembleCatalog.ConvNetEnsemble(MulticlassClassificationCatalog, IEnumerable{ConvNetTransformer})"/>, or loaded from a model file.
/// </summary>
/// <inheritdoc cref="ConvNetTransformerBase" path="/remarks"/>
public sealed class ConvNetEnsembleTransformer : ConvNetTransformerBase, ISingleFeaturePredictionTransformer<IReadOnlyList<ConvNetModelParameters>>
{
    private readonly ImmutableArray<ModelContent> _members;

    /// <param name="members">Checked: they fit together.</param>
    internal ConvNetEnsembleTransformer(ImmutableArray<ModelContent> members)
        : base(CreateModel(members))
    {
        _members = members;
        Models = [.. members.Select(member => new ConvNetModelParameters(member))];
    }

    /// <summary>What was learned by each network.</summary>
    public IReadOnlyList<ConvNetModelParameters> Models { get; }

    IReadOnlyList<ConvNetModelParameters> IPredictionTransformer<IReadOnlyList<ConvNetModelParameters>>.Model => Models;

    private protected override void Save(ModelSaveContext context) => MlNetInterop.Save(context, _members);

    private static ScoringModel CreateModel(ImmutableArray<ModelContent> members)
    {
        var first = members[0];
        var plans = new ScoringPool(() => new EnsembleScoringPlanFactory(members));

        // Each network standardises the pixels by itself.
        return new ScoringModel(
            first.Settings, first.LabelValues, first.Network.OutputShape.Size, statistics: null, ScoringBlock.Size(first.Settings.LookAhead, members.Sum(member => member.MultiplyAdds)), plans);
    }
}
