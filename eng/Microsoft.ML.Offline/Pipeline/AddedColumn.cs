namespace Microsoft.ML.Data;

/// <summary>A column that a transformer appends: what it is, the indices of the input columns it is made of, and how.</summary>
internal sealed record AddedColumn(DataViewSchema.DetachedColumn Column, IReadOnlyList<int> Sources, GetterFactory CreateGetter)
{
    /// <summary>A column of <typeparamref name="TValue"/> whose getters own nothing that must be disposed.</summary>
    public static AddedColumn Create<TValue>(DataViewSchema.DetachedColumn column, IReadOnlyList<int> sources,
        Func<DataViewRow, ValueGetter<TValue>> createGetter) =>
        new(column, sources, (DataViewRow input, out Action disposer) =>
        {
            disposer = null;
            return createGetter(input);
        });
}
