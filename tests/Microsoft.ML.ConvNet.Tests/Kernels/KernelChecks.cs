using System.Reflection;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>
/// All checks of kernels: the static classes here whose names end with Checks and that have a method CheckAll, which takes the instruction set or, for
/// kernels that no set chooses, nothing. A new class is found by itself, and then runs for every set, on bounded buffers and without instruction sets.
/// </summary>
internal static class KernelChecks
{
    private const string Suffix = "Checks", Entry = "CheckAll";

    public static IReadOnlyDictionary<string, Action<KernelSet>> All { get; } = Types()
        .Select(type => (type.Name, Check: Bind(type))).Where(one => one.Check is not null).ToDictionary(one => one.Name[..^Suffix.Length], one => one.Check!);

    /// <summary>The classes, in the order of their names.</summary>
    public static IEnumerable<Type> Types() =>
        typeof(KernelChecks).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(KernelChecks).Namespace && type != typeof(KernelChecks) && !type.IsNested && type.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .OrderBy(type => type.Name, StringComparer.Ordinal);

    private static Action<KernelSet>? Bind(Type type)
    {
        if (type.GetMethod(Entry, BindingFlags.Static | BindingFlags.Public, [typeof(KernelSet)]) is { } check) return check.CreateDelegate<Action<KernelSet>>();
        var withoutSet = type.GetMethod(Entry, BindingFlags.Static | BindingFlags.Public, [])?.CreateDelegate<Action>();
        return withoutSet is null ? null : _ => withoutSet();
    }
}
