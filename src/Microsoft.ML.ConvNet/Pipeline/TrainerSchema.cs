using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Data;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>The columns of trainer and scoring estimator before any data are there: what they take, and what they append. Checks, texts and order are those of ML.NET's trainers.</summary>
internal static class TrainerSchema
{
    private const string KeyValuesKind = "KeyValues";

    /// <summary>Checks the columns that the trainer reads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static void Check(SchemaShape input, ConvNetTrainerBase.OptionsBase options)
    {
        CheckImages(input, options, options.ImageShape is not null);
        if (options.ExampleWeightColumnName is { } weightName)
        {
            var weight = Find(input, WeightColumn.Role, weightName);
            if (!IsScalar(weight, NumberDataViewType.Single)) throw Mismatch(WeightColumn.Role, weight, $"{NumberDataViewType.Single}");
        }

        var label = Find(input, LabelColumn.Role, options.LabelColumnName);
        var kind = options.Task.LabelKind;
        if (!IsLabel(label, kind)) throw Mismatch(LabelColumn.Role, label, LabelColumn.Accepted(kind), "labelCol");
    }

    /// <summary>As <see cref="Check"/>, for the columns of a validation set: errors say so.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static void CheckValidation(SchemaShape input, ConvNetTrainerBase.OptionsBase options)
    {
        try
        {
            Check(input, options);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw SchemaErrors.In(ImageDataSet.ValidationSetName, exception);
        }
    }

    /// <summary>Checks the columns that scoring reads.</summary>
    /// <param name="hasShape">Whether the shape of the images is known without the column.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static void CheckImages(SchemaShape input, ConvNetScoringOptions options, bool hasShape)
    {
        var feature = Find(input, ImageColumn.Role, options.FeatureColumnName);
        if (!IsImage(feature, hasShape)) throw Mismatch(ImageColumn.Role, feature, IsEncoded(feature) ? ImageColumn.AcceptedWithShape : ImageColumn.Accepted);

        if (options.ImagePathColumnName is { } pathName)
        {
            const string role = "image path";
            var path = Find(input, role, pathName);
            if (!IsScalar(path, TextDataViewType.Instance)) throw Mismatch(role, path, $"{TextDataViewType.Instance}");
        }
    }

    /// <summary>The input's columns and those that the model appends.</summary>
    public static SchemaShape Output(SchemaShape input, ConvNetTrainerBase.OptionsBase options) =>
        Output(input, options, Find(input, LabelColumn.Role, options.LabelColumnName));

    /// <summary>The input's columns and those that the model appends.</summary>
    /// <param name="label">The label column, or one like it, whose key values the predicted label has.</param>
    public static SchemaShape Output(SchemaShape input, ConvNetScoringOptions options, SchemaShape.Column label)
    {
        var columns = new OrderedDictionary<string, SchemaShape.Column>(StringComparer.Ordinal);
        foreach (var column in input) columns[column.Name] = column;
        foreach (var column in options.Task.Promise(options, label)) columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    /// <summary>A label column of classes with these names.</summary>
    public static SchemaShape.Column LabelOf(IReadOnlyList<string>? classNames) => MlNetInterop.Column(
        ConvNetTrainer.DefaultLabelColumnName, VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true,
        classNames is null ? null : [MlNetInterop.Column(KeyValuesKind, VectorKind.Vector, TextDataViewType.Instance, isKey: false)]);

    private static bool IsImage(SchemaShape.Column column, bool hasShape)
    {
        if (column.IsKey) return false;
        bool isByte = column.ItemType.Equals(NumberDataViewType.Byte);
        return column.Kind switch
        {
            VectorKind.Vector => isByte || column.ItemType.Equals(NumberDataViewType.Single),
            VectorKind.VariableVector => IsEncoded(column) && hasShape,
            _ => false,
        };
    }

    private static bool IsEncoded(SchemaShape.Column column) =>
        column is { Kind: VectorKind.VariableVector, IsKey: false } && column.ItemType.Equals(NumberDataViewType.Byte);

    private static bool IsLabel(SchemaShape.Column column, LabelKind kind) => kind switch
    {
        LabelKind.YesOrNo => IsScalar(column, BooleanDataViewType.Instance),
        LabelKind.Number => column is { Kind: VectorKind.Scalar or VectorKind.Vector, IsKey: false } && column.ItemType.Equals(NumberDataViewType.Single),
        _ => column is { Kind: VectorKind.Scalar, IsKey: true } && ClassLabelColumn.IsAccepted(column.ItemType.RawType),
    };

    private static bool IsScalar(SchemaShape.Column column, DataViewType type) => column is { Kind: VectorKind.Scalar, IsKey: false } && column.ItemType.Equals(type);

    private static SchemaShape.Column Find(SchemaShape schema, string role, string name)
    {
        foreach (var column in schema)
        {
            if (column.Name == name) return column;
        }

        throw SchemaErrors.Missing(role, name);
    }

    private static ArgumentOutOfRangeException Mismatch(string role, SchemaShape.Column column, string expected, string parameter = "inputSchema") =>
        SchemaErrors.Mismatch(role, column.Name, expected, MlNetInterop.TypeString(column), parameter);
}
