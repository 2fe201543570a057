using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>A label column bound as zero-based classes: a key of Byte, UInt16, UInt32 or UInt64.</summary>
internal sealed class LabelColumn
{
    /// <summary>What error messages call the column.</summary>
    public const string Role = "label";

    /// <summary>What is accepted, as error messages say it.</summary>
    public const string Accepted = "Key<UInt32> (Key<Byte>, Key<UInt16> and Key<UInt64> are accepted too)";

    /// <summary>The class of a row whose label is missing.</summary>
    public const int Missing = -1;

    private LabelColumn(DataViewSchema.Column column, int classCount)
    {
        Column = column;
        ClassCount = classCount;
    }

    public DataViewSchema.Column Column { get; }

    /// <summary>Number of key values, at least 2.</summary>
    public int ClassCount { get; }

    /// <summary>Finds and checks the column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or no scalar key of an accepted type.</exception>
    /// <exception cref="InvalidOperationException">The key has fewer than two values, or more than an array can count.</exception>
    public static LabelColumn Bind(DataViewSchema schema, string name)
    {
        var column = SchemaErrors.Find(schema, Role, name);
        if (column.Type is not KeyDataViewType key || !IsAccepted(key.RawType)) throw SchemaErrors.Mismatch(Role, column, Accepted, "labelCol");
        if (key.Count < 2)
            throw new InvalidOperationException($"Label column '{name}' has {key.Count} class ({column.Type}); at least 2 are needed.");
        if (key.Count > (ulong)Array.MaxLength)
            throw new InvalidOperationException($"Label column '{name}' has {key.Count} classes ({column.Type}); at most {Array.MaxLength} are possible.");
        return new LabelColumn(column, (int)key.Count);
    }

    /// <summary>A function that reads the current row's zero-based class, or <see cref="Missing"/>.</summary>
    /// <remarks>The function throws InvalidOperationException for a value above the key's count.</remarks>
    public Func<int> CreateReader(DataViewRow row)
    {
        if (Column.Type.RawType == typeof(byte)) return CreateReader<byte>(row, value => value);
        if (Column.Type.RawType == typeof(ushort)) return CreateReader<ushort>(row, value => value);
        if (Column.Type.RawType == typeof(uint)) return CreateReader<uint>(row, value => value);
        return CreateReader<ulong>(row, value => value);
    }

    private Func<int> CreateReader<T>(DataViewRow row, Func<T, ulong> widen)
        where T : struct
    {
        var getter = row.GetGetter<T>(Column);
        T key = default;
        return () =>
        {
            getter(ref key);
            ulong value = widen(key);
            return value <= (ulong)ClassCount
                ? (int)value - 1 // 0, a missing key, becomes Missing
                : throw new InvalidOperationException(
                    $"Label column '{Column.Name}', row {row.Position + 1}: the key value is {value}, but its type {Column.Type} has {ClassCount}.");
        };
    }

    /// <summary>Whether a key of this raw type can be a label.</summary>
    public static bool IsAccepted(Type type) => type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);
}
