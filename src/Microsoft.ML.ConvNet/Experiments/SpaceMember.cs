using System.Collections.Immutable;
using System.Reflection;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>A property or field of a search-space class, or of an object nested in it.</summary>
/// <param name="Path">The members that lead to it, itself the last.</param>
internal sealed record SpaceMember(ImmutableArray<MemberInfo> Path)
{
    /// <summary>The names of the path, with dots between.</summary>
    public string Name => string.Join('.', Path.Select(member => member.Name));

    public MemberInfo Member => Path[^1];

    public Type Type => TypeOf(Member);

    public static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    public object? GetValue(object space) => Get(Member, Owner(space));

    public void SetValue(object space, object value) => Set(Member, Owner(space), value);

    /// <summary>The object that has the member; nested objects that are missing are made.</summary>
    private object Owner(object space)
    {
        foreach (var member in Path[..^1])
        {
            object? nested = Get(member, space);
            if (nested is null)
            {
                nested = Activator.CreateInstance(TypeOf(member))!;
                Set(member, space, nested);
            }

            space = nested;
        }

        return space;
    }

    private static object? Get(MemberInfo member, object owner) => member is PropertyInfo property ? property.GetValue(owner) : ((FieldInfo)member).GetValue(owner);

    private static void Set(MemberInfo member, object owner, object value)
    {
        if (member is PropertyInfo property) property.SetValue(owner, value);
        else ((FieldInfo)member).SetValue(owner, value);
    }
}
