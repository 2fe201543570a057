using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>The exceptions, with the texts, that ML.NET throws for columns that do not fit.</summary>
internal static class SchemaErrors
{
    private const string DefaultParameter = "inputSchema";

    /// <summary>The column, or the exception for a missing one.</summary>
    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string column) =>
        schema.GetColumnOrNull(column) ?? throw Missing(role, column);

    public static ArgumentOutOfRangeException Missing(string role, string column) => new(DefaultParameter, $"Could not find {role} column '{column}'");

    public static ArgumentOutOfRangeException Mismatch(string role, string column, string expected, string actual, string parameter = DefaultParameter) =>
        new(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");

    public static ArgumentOutOfRangeException Mismatch(string role, DataViewSchema.Column column, string expected, string parameter = DefaultParameter) =>
        Mismatch(role, column.Name, expected, $"{column.Type}", parameter);

    /// <summary>The same exception for a data set that its message is to name, because it is not the one to train on.</summary>
    /// <param name="set">What to call the set.</param>
    public static ArgumentOutOfRangeException In(string set, ArgumentOutOfRangeException exception)
    {
        // The exception would add the parameter to its message once more.
        string suffix = $" (Parameter '{exception.ParamName}')", message = exception.Message;
        return new(exception.ParamName, $"{set}: {(message.EndsWith(suffix, StringComparison.Ordinal) ? message[..^suffix.Length] : message)}");
    }

    /// <inheritdoc cref="In(string, ArgumentOutOfRangeException)"/>
    public static InvalidOperationException In(string set, InvalidOperationException exception) => new($"{set}: {exception.Message}", exception.InnerException);
}
