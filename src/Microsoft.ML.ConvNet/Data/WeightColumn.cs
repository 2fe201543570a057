using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>A column of example weights: Single, finite, not negative.</summary>
internal sealed class WeightColumn
{
    /// <summary>What error messages call the column.</summary>
    public const string Role = "weight";

    private WeightColumn(DataViewSchema.Column column) => Column = column;

    public DataViewSchema.Column Column { get; }

    /// <summary>Finds and checks the column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not of type Single.</exception>
    public static WeightColumn Bind(DataViewSchema schema, string name)
    {
        var column = SchemaErrors.Find(schema, Role, name);
        return column.Type == NumberDataViewType.Single
            ? new WeightColumn(column)
            : throw SchemaErrors.Mismatch(Role, column, $"{NumberDataViewType.Single}");
    }

    /// <summary>A function that reads the current row's weight.</summary>
    /// <remarks>The function throws InvalidOperationException for a weight that is NaN, infinite or negative.</remarks>
    public Func<float> CreateReader(DataViewRow row)
    {
        var getter = row.GetGetter<float>(Column);
        float weight = 0;
        return () =>
        {
            getter(ref weight);
            return float.IsFinite(weight) && weight >= 0
                ? weight
                : throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Weight column '{Column.Name}', row {row.Position + 1}: the weight is {weight}; it must be finite and not negative."));
        };
    }
}
