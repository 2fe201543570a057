using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.ConvNet.Pipeline.Tasks;

/// <summary>Yes or no: one logit, which is the score; the probability of yes is its sigmoid.</summary>
internal sealed class BinaryTask : LearningTask
{
    public override ConvNetTask Name => ConvNetTask.BinaryClassification;

    public override LabelKind LabelKind => LabelKind.YesOrNo;

    public override Loss DefaultLoss { get; } = Loss.BinaryCrossEntropy();

    public override string AcceptedLosses => "binary cross-entropy or hinge";

    public override bool Accepts(Loss loss) => loss is BinaryCrossEntropyLoss or HingeLoss;

    public override string ScoreColumnKind(int outputs) => "BinaryClassification";

    public override int ClassCount(int outputs) => 2;

    public override IReadOnlyList<(string Name, OutputColumn Column)> Columns(ModelSettings settings) =>
    [
        (settings.PredictedLabelColumnName, OutputColumn.PredictedLabel),
        (settings.ScoreColumnName, OutputColumn.Score),
        (settings.ProbabilityColumnName, OutputColumn.Probability),
    ];

    public override DataViewType TypeOf(OutputColumn column, int outputs) =>
        column == OutputColumn.PredictedLabel ? BooleanDataViewType.Instance : NumberDataViewType.Single;

    public override IEnumerable<SchemaShape.Column> Promise(ConvNetScoringOptions options, SchemaShape.Column label) =>
    [
        MlNetInterop.Column(options.ScoreColumnName, VectorKind.Scalar, NumberDataViewType.Single, isKey: false, MlNetInterop.OutputAnnotations()),
        MlNetInterop.Column(options.ProbabilityColumn, VectorKind.Scalar, NumberDataViewType.Single, isKey: false, MlNetInterop.OutputAnnotations(isNormalized: true)),
        MlNetInterop.Column(options.PredictedLabelColumnName, VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false, MlNetInterop.OutputAnnotations()),
    ];

    public override ScoreMap CreateScoreMap(ModelContent content) => (outputs, scores) => outputs.CopyTo(scores);
}
