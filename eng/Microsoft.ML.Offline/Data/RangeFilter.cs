using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Filters by the value of a Single or Double column, or by where the value of a key lies between 0 and 1.</summary>
internal static class RangeFilter
{
    public static IDataView Create(IExceptionContext context, IDataView input, DataViewSchema.Column column, Func<double, bool> isInRange)
    {
        Func<DataViewRow, Func<double>> createReader = column.Type switch
        {
            KeyDataViewType key => row => KeyReader(row, column, key),
            NumberDataViewType number when number == NumberDataViewType.Single => row => Reader<float>(row, column, value => value),
            NumberDataViewType number when number == NumberDataViewType.Double => row => Reader<double>(row, column, value => value),
            _ => throw context.ExceptParam("Column", $"Column '{column.Name}' does not have compatible type"),
        };
        return new FilteredDataView(input, [column], row =>
        {
            Func<double> read = createReader(row);
            return () =>
            {
                double value = read();
                return !double.IsNaN(value) && isInRange(value);
            };
        }, isSequential: false);
    }

    /// <summary>Reads the middle of the key's share of [0, 1]; NaN for a missing key.</summary>
    private static Func<double> KeyReader(DataViewRow row, DataViewSchema.Column column, KeyDataViewType key)
    {
        Func<ulong, double> share = value => value == 0 || value > key.Count ? double.NaN : (value - 0.5) / key.Count;
        return key.RawType switch
        {
            var type when type == typeof(byte) => Reader<byte>(row, column, value => share(value)),
            var type when type == typeof(ushort) => Reader<ushort>(row, column, value => share(value)),
            var type when type == typeof(uint) => Reader<uint>(row, column, value => share(value)),
            _ => Reader<ulong>(row, column, share),
        };
    }

    private static Func<double> Reader<TValue>(DataViewRow row, DataViewSchema.Column column, Func<TValue, double> convert)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
        TValue value = default;
        return () =>
        {
            getter(ref value);
            return convert(value);
        };
    }
}
