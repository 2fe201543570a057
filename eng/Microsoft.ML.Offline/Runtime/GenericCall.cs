using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>Calls a generic method for types that are known only at run time.</summary>
internal static class GenericCall
{
    /// <param name="method">The method with any type arguments.</param>
    /// <param name="types">The type arguments to call it with.</param>
    /// <param name="arguments">The arguments.</param>
    public static object Invoke(Delegate method, Type[] types, params object[] arguments) =>
        method.Method.GetGenericMethodDefinition().MakeGenericMethod(types)
            .Invoke(method.Target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
}
