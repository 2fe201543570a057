using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>The columns of a view that make a data set, found and checked.</summary>
internal sealed class ImageColumns
{
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that is not accepted.</exception>
    public ImageColumns(IDataView data, ImageDataSetOptions options)
    {
        Data = data;
        Options = options;
        Image = ImageColumn.Bind(data.Schema, options.FeatureColumnName, options.Image);
        Label = LabelColumn.Bind(data.Schema, options.LabelColumnName, options.LabelKind);
        if (options.ExampleWeightColumnName is { } weight) Weight = WeightColumn.Bind(data.Schema, weight);
        if (options.ImagePathColumnName is { } path) Path = BindPath(data.Schema, path);
        All = [Image.Column, Label.Column];
        if (Weight is not null) All.Add(Weight.Column);
        if (Path is { } column) All.Add(column);
    }

    public IDataView Data { get; }

    public ImageDataSetOptions Options { get; }

    public ImageColumn Image { get; }

    public LabelColumn Label { get; }

    /// <summary>Null: every weight is 1.</summary>
    public WeightColumn? Weight { get; }

    /// <summary>Names a row's file in messages; may be null.</summary>
    public DataViewSchema.Column? Path { get; }

    /// <summary>All that are read.</summary>
    public List<DataViewSchema.Column> All { get; }

    private static DataViewSchema.Column BindPath(DataViewSchema schema, string name)
    {
        const string role = "image path";
        var column = SchemaErrors.Find(schema, role, name);
        return column.Type is TextDataViewType ? column : throw SchemaErrors.Mismatch(role, column, $"{TextDataViewType.Instance}");
    }
}
