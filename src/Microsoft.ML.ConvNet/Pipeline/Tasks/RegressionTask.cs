using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.ConvNet.Pipeline.Tasks;

/// <summary>One number or K: the network learns them standardised, and scores are in the labels' own units.</summary>
internal sealed class RegressionTask : LearningTask
{
    public override ConvNetTask Name => ConvNetTask.Regression;

    public override LabelKind LabelKind => LabelKind.Number;

    public override Loss DefaultLoss => Loss.MeanSquaredError;

    public override string AcceptedLosses => "mean squared error";

    public override bool Accepts(Loss loss) => loss is MeanSquaredErrorLoss;

    public override string ScoreColumnKind(int outputs) => outputs == 1 ? "Regression" : "MultiOutputRegression";

    public override int ClassCount(int outputs) => 0;

    public override IReadOnlyList<(string Name, OutputColumn Column)> Columns(ModelSettings settings) => [(settings.ScoreColumnName, OutputColumn.Score)];

    public override DataViewType TypeOf(OutputColumn column, int outputs) =>
        outputs == 1 ? NumberDataViewType.Single : new VectorDataViewType(NumberDataViewType.Single, outputs);

    public override IEnumerable<SchemaShape.Column> Promise(ConvNetScoringOptions options, SchemaShape.Column label) =>
    [
        MlNetInterop.Column(
            options.ScoreColumnName, label.Kind == VectorKind.Scalar ? VectorKind.Scalar : VectorKind.Vector, NumberDataViewType.Single, isKey: false,
            MlNetInterop.OutputAnnotations()),
    ];

    public override ScoreMap CreateScoreMap(ModelContent content)
    {
        if (content.TargetStatistics is not { } statistics) throw new FormatException("the model is one of regression, but has no means and deviations of the labels");
        return (outputs, scores) =>
        {
            for (int k = 0; k < outputs.Length; k++) scores[k] = outputs[k] * statistics.Deviation[k] + statistics.Mean[k];
        };
    }
}
