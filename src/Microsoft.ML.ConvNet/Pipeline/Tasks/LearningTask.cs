using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline.Tasks;

/// <summary>All that trainers and models do differently for different kinds of labels: what they take, what is made small, and the columns that a model appends.</summary>
/// <remarks>Order, types and annotations of the columns are those of ML.NET's own trainers.</remarks>
internal abstract class LearningTask
{
    public static LearningTask Multiclass { get; } = new MulticlassTask();

    public static LearningTask Binary { get; } = new BinaryTask();

    public static LearningTask Regression { get; } = new RegressionTask();

    /// <summary>The task's name for users and in files.</summary>
    public abstract ConvNetTask Name { get; }

    public abstract LabelKind LabelKind { get; }

    /// <summary>What is made small unless an option says otherwise.</summary>
    public abstract Loss DefaultLoss { get; }

    /// <summary>The losses that can be trained, as error messages say it.</summary>
    public abstract string AcceptedLosses { get; }

    /// <summary>The task of this name.</summary>
    public static LearningTask Of(ConvNetTask name) => name switch
    {
        ConvNetTask.MulticlassClassification => Multiclass,
        ConvNetTask.BinaryClassification => Binary,
        ConvNetTask.Regression => Regression,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "The task is unknown."),
    };

    public abstract bool Accepts(Loss loss);

    /// <summary>Value of the annotation ScoreColumnKind.</summary>
    /// <param name="outputs">Outputs of the network.</param>
    public abstract string ScoreColumnKind(int outputs);

    /// <summary>Number of classes of a model whose network has this many outputs; 0 for none.</summary>
    public abstract int ClassCount(int outputs);

    /// <summary>The columns that a model appends, in their order, with their names.</summary>
    public abstract IReadOnlyList<(string Name, OutputColumn Column)> Columns(ModelSettings settings);

    /// <summary>The type of a column.</summary>
    /// <param name="outputs">Outputs of the network.</param>
    public abstract DataViewType TypeOf(OutputColumn column, int outputs);

    /// <summary>The columns that a trainer promises, in their order.</summary>
    /// <param name="label">The label column, or one like it.</param>
    public abstract IEnumerable<SchemaShape.Column> Promise(ConvNetScoringOptions options, SchemaShape.Column label);

    /// <summary>How the network's outputs become scores.</summary>
    public abstract ScoreMap CreateScoreMap(ModelContent content);

    /// <summary>Averages scores of one image: what a probability or a number is, by its mean.</summary>
    /// <param name="scores">K scores, again and again.</param>
    /// <param name="average">Room for K scores; may not overlap.</param>
    public virtual void Average(ReadOnlySpan<float> scores, Span<float> average)
    {
        int count = scores.Length / average.Length;
        for (int k = 0; k < average.Length; k++)
        {
            double sum = 0;
            for (int i = k; i < scores.Length; i += average.Length) sum += scores[i];
            average[k] = (float)(sum / count);
        }
    }
}
