using Microsoft.ML.ConvNet.Training;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>A label column, bound. Whatever the labels are, each row's is read as a number of 0 or more, and carried with the row as such.</summary>
internal abstract class LabelColumn(DataViewSchema.Column column)
{
    /// <summary>What error messages call the column.</summary>
    public const string Role = "label";

    /// <summary>The number of a row whose label is missing.</summary>
    public const int Missing = -1;

    public DataViewSchema.Column Column => column;

    /// <summary>Number of classes, at least 2: the numbers of labels are below it. 0 where labels are no classes.</summary>
    public abstract int ClassCount { get; }

    /// <summary>Outputs that a network needs for such labels.</summary>
    public abstract int OutputCount { get; }

    /// <summary>What the numbers stand for; null where they are classes.</summary>
    public virtual TargetTable? Targets => null;

    /// <summary>Finds and checks the column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or not of an accepted type.</exception>
    /// <exception cref="InvalidOperationException">A key has fewer than two values, or more than an array can count.</exception>
    public static LabelColumn Bind(DataViewSchema schema, string name, LabelKind kind = LabelKind.Class)
    {
        var column = SchemaErrors.Find(schema, Role, name);
        if (!IsAccepted(kind, column.Type)) throw SchemaErrors.Mismatch(Role, column, Accepted(kind), "labelCol");
        return kind switch
        {
            LabelKind.YesOrNo => new YesOrNoLabelColumn(column),
            LabelKind.Number => new NumberLabelColumn(column),
            _ => new ClassLabelColumn(column),
        };
    }

    /// <summary>What is accepted, as error messages say it.</summary>
    public static string Accepted(LabelKind kind) => kind switch
    {
        LabelKind.YesOrNo => $"{BooleanDataViewType.Instance}",
        LabelKind.Number => $"{NumberDataViewType.Single}, or a known-size vector of 2 or more Single",
        _ => "Key<UInt32> (Key<Byte>, Key<UInt16> and Key<UInt64> are accepted too)",
    };

    /// <summary>A function that reads the number of the current row's label, or <see cref="Missing"/>.</summary>
    /// <remarks>The function throws InvalidOperationException for a value that cannot be.</remarks>
    public abstract Func<int> CreateReader(DataViewRow row);

    /// <summary>Why nothing can be learned when all rows have the same label; null if it can.</summary>
    /// <param name="label">Its number.</param>
    public abstract string? ProblemOfOneClass(int label);

    private static bool IsAccepted(LabelKind kind, DataViewType type) => kind switch
    {
        LabelKind.YesOrNo => type is BooleanDataViewType,
        LabelKind.Number => type == NumberDataViewType.Single || (type is VectorDataViewType { Size: >= 2 } vector && vector.ItemType == NumberDataViewType.Single),
        _ => type is KeyDataViewType && ClassLabelColumn.IsAccepted(type.RawType),
    };
}
