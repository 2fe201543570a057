using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.ConvNet.Pipeline.Tasks;

/// <summary>One of several classes: a logit for each, scores are the softmax.</summary>
internal sealed class MulticlassTask : LearningTask
{
    private const string KeyValuesKind = "KeyValues";

    public override ConvNetTask Name => ConvNetTask.MulticlassClassification;

    public override LabelKind LabelKind => LabelKind.Class;

    public override Loss DefaultLoss { get; } = Loss.CrossEntropy();

    public override string AcceptedLosses => "a loss of classes: cross-entropy, multiclass hinge or focal";

    public override bool Accepts(Loss loss) => !loss.TakesTargets;

    public override string ScoreColumnKind(int outputs) => "MulticlassClassification";

    public override int ClassCount(int outputs) => outputs;

    public override IReadOnlyList<(string Name, OutputColumn Column)> Columns(ModelSettings settings) =>
        [(settings.PredictedLabelColumnName, OutputColumn.PredictedLabel), (settings.ScoreColumnName, OutputColumn.Score)];

    public override DataViewType TypeOf(OutputColumn column, int outputs) => column == OutputColumn.Score
        ? new VectorDataViewType(NumberDataViewType.Single, outputs)
        : new KeyDataViewType(typeof(uint), outputs);

    public override IEnumerable<SchemaShape.Column> Promise(ConvNetScoringOptions options, SchemaShape.Column label) =>
    [
        MlNetInterop.Column(options.ScoreColumnName, VectorKind.Vector, NumberDataViewType.Single, isKey: false, MlNetInterop.MulticlassScoreAnnotations(label)),
        MlNetInterop.Column(
            options.PredictedLabelColumnName, VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true,
            [.. label.Annotations.Where(annotation => annotation.Name == KeyValuesKind), .. MlNetInterop.OutputAnnotations()]),
    ];

    public override ScoreMap CreateScoreMap(ModelContent content) => Softmax.Compute;
}
