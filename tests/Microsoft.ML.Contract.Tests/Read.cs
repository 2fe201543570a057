namespace Microsoft.ML.Contract.Tests;

/// <summary>Reading columns and annotations as plain arrays.</summary>
internal static class Read
{
    public static T[] Column<T>(IDataView data, string name) => data.GetColumn<T>(name).ToArray();

    public static string[] Texts(IDataView data, string name) =>
        data.GetColumn<ReadOnlyMemory<char>>(name).Select(text => text.ToString()).ToArray();

    public static float[][] Vectors(IDataView data, string name) => data.GetColumn<float[]>(name).ToArray();

    public static string[] KeyTexts(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.GetKeyValues(ref values);
        return values.DenseValues().Select(text => text.ToString()).ToArray();
    }

    public static T[] KeyValues<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return values.DenseValues().ToArray();
    }

    public static string[] SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return names.DenseValues().Select(text => text.ToString()).ToArray();
    }
}
