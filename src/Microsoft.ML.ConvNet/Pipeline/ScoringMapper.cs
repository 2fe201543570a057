using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>A model bound to an input schema.</summary>
internal sealed class ScoringMapper : IRowToRowMapper
{
    public ScoringMapper(ScoringModel model, DataViewSchema input)
    {
        Model = model;
        InputSchema = input;
        ImageColumn = BindImages(model.Settings, input);
        PathColumn = model.Settings.ImagePathColumnName is { } path && input.GetColumnOrNull(path) is { Type: TextDataViewType } column ? column : null;
        Binding = new OutputBinding(input, model);
    }

    /// <summary>The model.</summary>
    public ScoringModel Model { get; }

    /// <summary>The column of images.</summary>
    public ImageColumn ImageColumn { get; }

    /// <summary>The column with the images' paths, if the model names one and the input has it.</summary>
    public DataViewSchema.Column? PathColumn { get; }

    /// <summary>Where the output columns come from.</summary>
    public OutputBinding Binding { get; }

    /// <inheritdoc/>
    public DataViewSchema InputSchema { get; }

    /// <inheritdoc/>
    public DataViewSchema OutputSchema => Binding.Schema;

    /// <inheritdoc/>
    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new bool[InputSchema.Count];
        foreach (var column in dependingColumns)
        {
            if (Binding.InputOf(column.Index) is { } input)
            {
                needed[input.Index] = true;
                continue;
            }

            needed[ImageColumn.Column.Index] = true;
            if (PathColumn is { } path) needed[path.Index] = true;
        }

        return InputSchema.Where(column => needed[column.Index]);
    }

    /// <inheritdoc/>
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != InputSchema) throw new InvalidOperationException("Schema of input row must be the same as the schema the mapper is bound to");
        return new ScoringRow(this, input, ActiveColumns(activeColumns));
    }

    /// <summary>Which output columns are active.</summary>
    public bool[] ActiveColumns(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[OutputSchema.Count];
        foreach (var column in columns) active[column.Index] = true;
        return active;
    }

    /// <summary>Whether one of the model's own columns is active.</summary>
    public bool IsScoring(bool[] active)
    {
        for (int i = 0; i < active.Length; i++)
        {
            if (active[i] && Binding.InputOf(i) is null) return true;
        }

        return false;
    }

    /// <summary>The delegate as a getter of what the caller asked for.</summary>
    /// <exception cref="InvalidOperationException">The column holds another type.</exception>
    public static ValueGetter<TValue> Cast<TValue>(Delegate getter) => getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"Invalid TValue: '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");

    /// <exception cref="ArgumentOutOfRangeException">The column is not active.</exception>
    public static void CheckActive(bool[] active, DataViewSchema.Column column)
    {
        if (!active[column.Index]) throw new ArgumentOutOfRangeException(nameof(column), "requested column not active.");
    }

    private static ImageColumn BindImages(ModelSettings settings, DataViewSchema input)
    {
        var column = SchemaErrors.Find(input, ImageColumn.Role, settings.FeatureColumnName);
        var trained = settings.FeatureColumnType;

        // Values of another kind (bytes for values that may have been scaled, files for pixels) would be read without an error and mean something else.
        if (column.Type is not VectorDataViewType type || type.ItemType != trained.ItemType || type.IsKnownSize != trained.IsKnownSize) throw Mismatch();
        try
        {
            return ImageColumn.Bind(input, settings.FeatureColumnName, settings.Image);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Mismatch();
        }

        // ML.NET's trainers take the very type that they were trained on, and say so; this one takes the same images in any arrangement.
        Exception Mismatch() => SchemaErrors.Mismatch(
            ImageColumn.Role, column, trained.IsKnownSize ? $"{trained} (or another vector of {trained.ItemType} that holds images of {settings.Image.Shape})" : $"{trained}");
    }
}
