using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The classes that model files may name, found through the LoadableClass attributes of the registered assemblies.</summary>
public sealed class ComponentCatalog
{
    private const BindingFlags AnyVisibility = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), LoadableClassAttributeBase> _classes = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName))
                return;
            foreach (LoadableClassAttributeBase loadable in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
            {
                foreach (string name in loadable.LoadNames)
                {
                    foreach (Type signature in loadable.SigTypes)
                        Add((name.ToLowerInvariant(), signature), loadable, throwOnError);
                }
            }
        }
    }

    /// <summary>Creates the component of that name, or gives false when no registered assembly has it.</summary>
    internal bool TryCreate<TSignature>(IHostEnvironment env, string name, object[] arguments, out object component)
    {
        LoadableClassAttributeBase loadable;
        lock (_lock)
        {
            if (!_classes.TryGetValue((name.ToLowerInvariant(), typeof(TSignature)), out loadable))
            {
                component = null;
                return false;
            }
        }
        try
        {
            component = Create(env, loadable, arguments);
            return true;
        }
        catch (TargetInvocationException exception) when (Contracts.IsMarked(exception.InnerException))
        {
            throw new InvalidOperationException("Error during class instantiation", exception);
        }
    }

    private void Add((string, Type) key, LoadableClassAttributeBase loadable, bool throwOnError)
    {
        if (_classes.TryAdd(key, loadable) || _classes[key].LoaderType == loadable.LoaderType || !throwOnError)
            return;
        throw Contracts.Except($"ComponentCatalog cannot map name '{key.Item1}' and SignatureType '{key.Item2}' to {loadable.UserName}, "
            + $"already mapped to {_classes[key].UserName}.");
    }

    private static object Create(IHostEnvironment env, LoadableClassAttributeBase loadable, object[] arguments)
    {
        Type type = loadable.LoaderType;
        Type[] parameters = [typeof(IHostEnvironment), .. loadable.CtorTypes];
        MethodInfo create = type.GetMethod("Create", AnyVisibility | BindingFlags.Static, parameters);
        ConstructorInfo constructor = type.GetConstructor(AnyVisibility | BindingFlags.Instance, parameters);
        if (create is null && constructor is null)
            throw Contracts.Except($"Can't instantiate type {type}: it has neither a Create method nor a constructor of the signature's parameters");
        int createVisibility = create is null ? int.MinValue : Visibility(create);
        int constructorVisibility = constructor is null ? int.MinValue : Visibility(constructor);
        if (createVisibility == constructorVisibility)
            throw Contracts.Except($"Can't load type {type}, because it has both create and constructor methods with the same visibility. "
                + "Please indicate which one should be used by changing either the signature or the visibility of one of them.");
        object[] values = [env, .. arguments];
        return createVisibility > constructorVisibility ? create.Invoke(null, values) : constructor.Invoke(values);
    }

    /// <summary>Of two ways to create a component the more visible one is meant.</summary>
    private static int Visibility(MethodBase method) =>
        method.IsPublic ? 5
        : method.IsAssembly ? 4
        : method.IsFamilyOrAssembly ? 3
        : method.IsFamily ? 2
        : method.IsPrivate ? 1
        : 0;
}
