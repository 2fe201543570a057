namespace Microsoft.ML.Runtime;

/// <summary>Argument and state checks that throw the exception types ML.NET throws.</summary>
internal static class Contracts
{
    private const string MarkKey = "ML_IsMarked";

    /// <summary>Whether the exception was thrown through this class or an exception context.</summary>
    public static bool IsMarked(Exception exception) => exception is not null && exception.Data.Contains(MarkKey);

    public static TException Mark<TException>(TException exception)
        where TException : Exception
    {
        exception.Data[MarkKey] = 1;
        return exception;
    }

    public static Exception Except(this IExceptionContext context, string message) => Process(context, new InvalidOperationException(message));

    public static Exception Except(string message) => Except(null, message);

    public static Exception ExceptParam(this IExceptionContext context, string paramName, string message) =>
        Process(context, new ArgumentOutOfRangeException(paramName, message));

    public static Exception ExceptParam(string paramName, string message) => ExceptParam(null, paramName, message);

    public static Exception ExceptValue(this IExceptionContext context, string paramName) => Process(context, new ArgumentNullException(paramName));

    public static Exception ExceptDecode(this IExceptionContext context, string message, Exception inner = null) =>
        Process(context, new FormatException(message, inner));

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName) =>
        ExceptSchemaMismatch(null, paramName, columnRole, columnName);

    public static Exception ExceptSchemaMismatch(this IExceptionContext context, string paramName, string columnRole, string columnName) =>
        ExceptParam(context, paramName, $"Could not find {columnRole} column '{columnName}'");

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName, string expectedType, string actualType) =>
        ExceptSchemaMismatch(null, paramName, columnRole, columnName, expectedType, actualType);

    public static Exception ExceptSchemaMismatch(this IExceptionContext context, string paramName, string columnRole, string columnName,
        string expectedType, string actualType) =>
        ExceptParam(context, paramName, $"Schema mismatch for {columnRole} column '{columnName}': expected {expectedType}, got {actualType}");

    public static void Check(this IExceptionContext context, bool condition, string message)
    {
        if (!condition)
            throw Except(context, message);
    }

    public static void Check(bool condition, string message) => Check(null, condition, message);

    public static void CheckParam(this IExceptionContext context, bool condition, string paramName, string message = null)
    {
        if (!condition)
            throw message is null ? Process(context, new ArgumentOutOfRangeException(paramName)) : ExceptParam(context, paramName, message);
    }

    public static void CheckParam(bool condition, string paramName, string message = null) => CheckParam(null, condition, paramName, message);

    public static void CheckValue<T>(this IExceptionContext context, T value, string paramName)
        where T : class
    {
        if (value is null)
            throw ExceptValue(context, paramName);
    }

    public static void CheckValue<T>(T value, string paramName)
        where T : class => CheckValue(null, value, paramName);

    public static void CheckNonEmpty(this IExceptionContext context, string value, string paramName) =>
        CheckParam(context, !string.IsNullOrEmpty(value), paramName, $"{paramName} cannot be null or empty");

    public static void CheckNonEmpty(string value, string paramName) => CheckNonEmpty(null, value, paramName);

    public static void CheckDecode(this IExceptionContext context, bool condition, string message)
    {
        if (!condition)
            throw ExceptDecode(context, message);
    }

    public static void CheckAlive(this IHostEnvironment env)
    {
        if (env is ICancelable { IsCanceled: true })
            throw Process(env, new OperationCanceledException("Operation was canceled."));
    }

    private static Exception Process(IExceptionContext context, Exception exception) =>
        context is null ? Mark(exception) : context.Process(exception);
}
