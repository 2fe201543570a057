using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>An output schema and where each of its columns comes from.</summary>
/// <remarks>Order, types and annotations are those of ML.NET's own multiclass trainers.</remarks>
internal sealed class OutputBinding
{
    private const string ScoreColumnSetId = "ScoreColumnSetId";

    private readonly DataViewSchema.Column?[] _inputs;
    private readonly OutputColumn[] _outputs;

    public OutputBinding(DataViewSchema input, ScoringModel model)
    {
        (string Name, OutputColumn Column)[] added =
            [(model.Settings.PredictedLabelColumnName, OutputColumn.PredictedLabel), (model.Settings.ScoreColumnName, OutputColumn.Score)];
        var builder = new DataViewSchema.Builder();
        var inputs = new List<DataViewSchema.Column?>();
        var outputs = new List<OutputColumn>();
        uint setId = NextScoreColumnSetId(input);

        void Add(OutputColumn column, string name)
        {
            builder.AddColumn(name, TypeOf(column, model), Annotations(column, model.LabelValues, setId));
            inputs.Add(null);
            outputs.Add(column);
        }

        foreach (var column in input)
        {
            builder.AddColumn(column.Name, column.Type, column.Annotations);
            inputs.Add(column);
            outputs.Add(default);

            // ML.NET puts a column that hides another right behind it.
            foreach (var (name, output) in added)
            {
                if (!column.IsHidden && column.Name == name) Add(output, name);
            }
        }

        foreach (var (name, output) in added)
        {
            if (input.GetColumnOrNull(name) is null) Add(output, name);
        }

        Schema = builder.ToSchema();
        _inputs = [.. inputs];
        _outputs = [.. outputs];
    }

    /// <summary>The input's columns and the two that the model adds.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>The input column that an output column passes on, or null when it is the model's.</summary>
    public DataViewSchema.Column? InputOf(int outputIndex) => _inputs[outputIndex];

    /// <summary>Which of the model's columns a column is; meaningful when <see cref="InputOf"/> is null.</summary>
    public OutputColumn OutputOf(int outputIndex) => _outputs[outputIndex];

    private static DataViewType TypeOf(OutputColumn column, ScoringModel model) => column == OutputColumn.Score
        ? new VectorDataViewType(NumberDataViewType.Single, model.ClassCount)
        : new KeyDataViewType(typeof(uint), model.ClassCount);

    private static DataViewSchema.Annotations Annotations(OutputColumn column, LabelValues? values, uint setId)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, "MulticlassClassification".AsMemory());
        if (column == OutputColumn.Score)
        {
            AddSetId(annotations, setId);
            annotations.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, "Score".AsMemory());
            values?.AddTo(annotations, "TrainingLabelValues");
            if (values?.ItemType is TextDataViewType) values.AddTo(annotations, "SlotNames");
        }
        else
        {
            annotations.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, "PredictedLabel".AsMemory());
            values?.AddTo(annotations, "KeyValues");
            AddSetId(annotations, setId);
        }

        return annotations.ToAnnotations();
    }

    private static void AddSetId(DataViewSchema.Annotations.Builder annotations, uint setId) =>
        annotations.AddPrimitiveValue(ScoreColumnSetId, new KeyDataViewType(typeof(uint), int.MaxValue), setId);

    /// <summary>One more than the largest in the input: the two columns of one model have the same number, and no other model's do.</summary>
    private static uint NextScoreColumnSetId(DataViewSchema input)
    {
        uint largest = 0;
        foreach (var column in input)
        {
            if (column.Annotations.Schema.GetColumnOrNull(ScoreColumnSetId) is not { Type: KeyDataViewType key } || key.RawType != typeof(uint)) continue;
            uint value = 0;
            column.Annotations.GetValue(ScoreColumnSetId, ref value);
            largest = Math.Max(largest, value);
        }

        return largest + 1;
    }
}
