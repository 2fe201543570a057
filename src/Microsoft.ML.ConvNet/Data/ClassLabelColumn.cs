using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Labels that are zero-based classes: a key of Byte, UInt16, UInt32 or UInt64.</summary>
internal sealed class ClassLabelColumn : LabelColumn
{
    /// <exception cref="InvalidOperationException">The key has fewer than two values, or more than an array can count.</exception>
    public ClassLabelColumn(DataViewSchema.Column column)
        : base(column)
    {
        ulong count = ((KeyDataViewType)column.Type).Count;
        if (count < 2)
            throw new InvalidOperationException($"Label column '{column.Name}' has {count} class ({column.Type}); at least 2 are needed.");
        if (count > (ulong)Array.MaxLength)
            throw new InvalidOperationException($"Label column '{column.Name}' has {count} classes ({column.Type}); at most {Array.MaxLength} are possible.");
        ClassCount = (int)count;
    }

    /// <summary>Number of key values, whether or not all of them occur.</summary>
    public override int ClassCount { get; }

    public override int OutputCount => ClassCount;

    /// <summary>Whether a key of this raw type can be a label.</summary>
    public static bool IsAccepted(Type type) => type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);

    public override Func<int> CreateReader(DataViewRow row)
    {
        if (Column.Type.RawType == typeof(byte)) return CreateReader<byte>(row, value => value);
        if (Column.Type.RawType == typeof(ushort)) return CreateReader<ushort>(row, value => value);
        if (Column.Type.RawType == typeof(uint)) return CreateReader<uint>(row, value => value);
        return CreateReader<ulong>(row, value => value);
    }

    public override string ProblemOfOneClass(int label) => $"the same class (key value {label + 1} of {ClassCount}); at least 2 classes are needed";

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
}
