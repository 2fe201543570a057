using System.Reflection;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>
/// All checks of kernels: the static classes here whose names end with Checks and that have a method CheckAll, which takes the instruction set or, for
/// kernels that no set chooses, nothing. A new class is found by itself, and then runs for every set, on bounded buffers and without instruction sets.
/// </summary>
internal static class KernelChecks
{
    private const string Suffix = "Checks";

    /// <summary>What is checked for an instruction set.</summary>
    public static IReadOnlyDictionary<string, Action<KernelSet>> OfSet { get; } = Find<Action<KernelSet>>(typeof(KernelSet));

    /// <summary>What is the same for every instruction set.</summary>
    public static IReadOnlyDictionary<string, Action> WithoutSet { get; } = Find<Action>();

    /// <summary>The classes, in the order of their names.</summary>
    public static IEnumerable<Type> Types() =>
        typeof(KernelChecks).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(KernelChecks).Namespace && type != typeof(KernelChecks) && !type.IsNested && type.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .OrderBy(type => type.Name, StringComparer.Ordinal);

    private static Dictionary<string, TCheck> Find<TCheck>(params Type[] parameters)
        where TCheck : Delegate =>
        Types()
            .Select(type => (type.Name, Method: type.GetMethod("CheckAll", BindingFlags.Static | BindingFlags.Public, parameters)))
            .Where(check => check.Method is not null)
            .ToDictionary(check => check.Name[..^Suffix.Length], check => check.Method!.CreateDelegate<TCheck>());
}
