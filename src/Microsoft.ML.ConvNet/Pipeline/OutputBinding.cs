using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>An output schema and where each of its columns comes from.</summary>
/// <remarks>Order and annotations are those of ML.NET's own trainers.</remarks>
internal sealed class OutputBinding
{
    private const string ScoreColumnSetId = "ScoreColumnSetId";

    private readonly DataViewSchema.Column?[] _inputs;
    private readonly OutputColumn[] _outputs;

    public OutputBinding(DataViewSchema input, ScoringModel model)
    {
        var added = model.Task.Columns(model.Settings);
        var builder = new DataViewSchema.Builder();
        var inputs = new List<DataViewSchema.Column?>();
        var outputs = new List<OutputColumn>();
        uint setId = NextScoreColumnSetId(input);

        void Add(OutputColumn column, string name)
        {
            builder.AddColumn(name, model.Task.TypeOf(column, model.OutputCount), Annotations(column, model, setId));
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

    /// <summary>The input's columns and those that the model adds.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>The input column that an output column passes on, or null when it is the model's.</summary>
    public DataViewSchema.Column? InputOf(int outputIndex) => _inputs[outputIndex];

    /// <summary>Which of the model's columns a column is; meaningful when <see cref="InputOf"/> is null.</summary>
    public OutputColumn OutputOf(int outputIndex) => _outputs[outputIndex];

    private static DataViewSchema.Annotations Annotations(OutputColumn column, ScoringModel model, uint setId)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        string kind = model.Task.ScoreColumnKind(model.OutputCount);
        if (column == OutputColumn.PredictedLabel)
        {
            AddKind(annotations, kind);
            AddValueKind(annotations, column);
            model.LabelValues?.AddTo(annotations, "KeyValues");
            AddSetId(annotations, setId);
            return annotations.ToAnnotations();
        }

        // A scorer of ML.NET's that adds a predicted label puts this first for all columns.
        bool isKindFirst = model.Task.Columns(model.Settings).Count > 1;
        if (isKindFirst) AddKind(annotations, kind);
        AddSetId(annotations, setId);
        if (!isKindFirst) AddKind(annotations, kind);
        if (column == OutputColumn.Probability) annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        AddValueKind(annotations, column);
        if (column != OutputColumn.Score || model.LabelValues is not { } values) return annotations.ToAnnotations();
        values.AddTo(annotations, "TrainingLabelValues");
        if (values.ItemType is TextDataViewType) values.AddTo(annotations, "SlotNames");
        return annotations.ToAnnotations();
    }

    private static void AddKind(DataViewSchema.Annotations.Builder annotations, string kind) =>
        annotations.AddPrimitiveValue("ScoreColumnKind", TextDataViewType.Instance, kind.AsMemory());

    private static void AddValueKind(DataViewSchema.Annotations.Builder annotations, OutputColumn column) =>
        annotations.AddPrimitiveValue("ScoreValueKind", TextDataViewType.Instance, column.ToString().AsMemory());

    private static void AddSetId(DataViewSchema.Annotations.Builder annotations, uint setId) =>
        annotations.AddPrimitiveValue(ScoreColumnSetId, new KeyDataViewType(typeof(uint), int.MaxValue), setId);

    /// <summary>One more than the largest in the input: the columns of one model have the same number, and no other model's do.</summary>
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
