using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Every kernel is called by a check that runs for every set on bounded buffers; what calls what is read from the compiled code.</summary>
public class KernelCoverageTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Kernels => [.. KernelMethods().Select(Name).Distinct()];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void HasACheckOnBoundedBuffers(string kernel)
    {
        var reached = Reached.Value;
        Assert.All(KernelMethods().Where(method => Name(method) == kernel), method =>
            Assert.True(reached.Contains(method), $"No class ...Checks with a method CheckAll (see KernelChecks) calls {method}."));
    }

    [Fact]
    public void WhatNoCheckCallsIsNotFound()
    {
        var method = typeof(KernelCoverageTests).GetMethod(nameof(WhatNoCheckCallsIsNotFound))!;
        Assert.DoesNotContain(method, Reached.Value);
        Assert.Contains(CompiledCalls.Of(method), called => called.Name == "DoesNotContain");
        Assert.Contains(typeof(Pooling).GetMethod(nameof(Pooling.MaxForward))!, KernelMethods());
    }

    private static readonly Lazy<HashSet<MethodBase>> Reached = new(() =>
    {
        var reached = new HashSet<MethodBase>();
        var open = new Stack<MethodBase>();
        foreach (var checks in KernelChecks.Types())
        {
            MethodBase[] methods = [.. WithNested(checks).SelectMany(type => type.GetMembers(Declared)).OfType<MethodBase>()];
            if (!methods.SelectMany(CompiledCalls.Of).Any(method => method.DeclaringType == typeof(KernelBuffer))) continue;
            foreach (var method in methods) open.Push(method);
        }

        while (open.TryPop(out var method))
        {
            if (!reached.Add(method) || method.DeclaringType?.Assembly != typeof(KernelSet).Assembly && !IsCheck(method)) continue;
            foreach (var called in CompiledCalls.Of(method)) open.Push(called);
            if (method.DeclaringType?.TypeInitializer is { } initializer) open.Push(initializer);

            // A constructed type stands for its definition and uses its arguments.
            if (method.DeclaringType is { IsConstructedGenericType: true } constructed)
            {
                open.Push(method.Module.ResolveMethod(method.MetadataToken)!);
                foreach (var used in constructed.GetGenericArguments().Where(argument => !argument.IsGenericParameter).SelectMany(argument => argument.GetMethods(Declared)))
                    open.Push(used);
            }

            // What is made is used through its overrides.
            if (method.IsConstructor)
                foreach (var made in method.DeclaringType!.GetMethods(Declared).Where(made => made.IsVirtual)) open.Push(made);
        }

        return reached;
    });

    private static bool IsCheck(MethodBase method) => method.DeclaringType?.FullName?.Contains("Checks", StringComparison.Ordinal) == true;

    private static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(Declared).SelectMany(WithNested).Prepend(type);

    /// <summary>What takes memory: public methods with pointers or spans. Tiles have checks of their own, by the lists of each set.</summary>
    private static IEnumerable<MethodInfo> KernelMethods() =>
        from type in typeof(KernelSet).Assembly.GetTypes()
        where type.Namespace == typeof(KernelSet).Namespace && !type.IsNested && !type.IsInterface && type != typeof(KernelSet)
        where !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.Name.Contains("Tiles", StringComparison.Ordinal)
        where !type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IFloatVector<>))
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where !method.Name.EndsWith("Reference", StringComparison.Ordinal) && method.GetParameters().Any(parameter => IsMemory(parameter.ParameterType))
        select method;

    private static bool IsMemory(Type type) =>
        type.IsPointer || (type.IsGenericType && type.GetGenericTypeDefinition() is var generic && (generic == typeof(Span<>) || generic == typeof(ReadOnlySpan<>)));

    private static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";
}
