using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Helpers for value getters.</summary>
internal static class Getters
{
    public const string NotOnRow = "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, "
        + "or at any point after MoveNext returned false.";

    /// <summary>The getter with the asked-for value type, or the exception ML.NET throws when the type is another.</summary>
    /// <param name="place">What the message says of the column, if anything.</param>
    public static ValueGetter<TValue> As<TValue>(Delegate getter, string place = "") =>
        getter as ValueGetter<TValue>
        ?? throw Contracts.Except($"Invalid TValue in GetGetter{place}: '{typeof(TValue)}', expected type: '{getter.GetType().GetGenericArguments()[0]}'.");

    /// <summary>The getter of a column of any type.</summary>
    public static Delegate Of(DataViewRow row, DataViewSchema.Column column) =>
        (Delegate)GenericCall.Invoke(row.GetGetter<int>, [column.Type.RawType], column);
}
