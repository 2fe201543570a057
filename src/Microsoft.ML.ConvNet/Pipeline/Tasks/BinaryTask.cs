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

    /// <summary>The logit of the mean probability: the ratio of the mean probabilities of yes and no.</summary>
    /// <inheritdoc/>
    public override void Average(ReadOnlySpan<float> scores, Span<float> average)
    {
        // Probabilities as logarithms, so that those next to 0 keep their digits.
        double most = double.NegativeInfinity, least = double.PositiveInfinity, yes = 0, no = 0;
        foreach (float score in scores) (most, least) = (Math.Max(most, LogSigmoid(score)), Math.Min(least, -LogSigmoid(-score)));
        foreach (float score in scores)
        {
            yes += Math.Exp(LogSigmoid(score) - most);
            no += Math.Exp(LogSigmoid(-score) + least);
        }

        average[0] = (float)(most + least + Math.Log(yes / no));
    }

    private static double LogSigmoid(double logit) => Math.Min(logit, 0) - Math.Log(1 + Math.Exp(-Math.Abs(logit)));
}
