using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>Reads ML.NET's search-space attributes: that part of ML.NET's own search is in the package of its AutoML, which is not referenced.</summary>
internal static class SpaceReader
{
    /// <summary>The members that bear attributes, those of nested classes behind the others.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are none, or one has several attributes or cannot be set.</exception>
    public static ImmutableArray<SpaceMember> Read(Type type)
    {
        var members = Read(type, [], [type]).ToImmutableArray();
        return members.IsEmpty
            ? throw Bad(type.Name, $"has no public property or field with an attribute {nameof(RangeAttribute)}, {nameof(ChoiceAttribute)} or {nameof(BooleanChoiceAttribute)}")
            : members;
    }

    /// <summary>What a member's attribute says.</summary>
    /// <param name="member">The member.</param>
    /// <param name="initial">A new object of the search-space class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The attribute does not suit the member.</exception>
    public static ConvNetSearchOption Option(SpaceMember member, object initial) => Attributes(member.Member) switch
    {
        [RangeAttribute range] => Range(member, range, initial),
        [ChoiceAttribute choice] => Choice(member, choice, initial),
        [BooleanChoiceAttribute choice] => member.Type == typeof(bool)
            ? new ConvNetSearchOption(member.Name, member.Type, choice.DefaultValue) { Candidates = [false, true] }
            : throw Bad(member.Name, $"is of type {member.Type.Name}, but {nameof(BooleanChoiceAttribute)} needs Boolean"),
        _ => throw Bad(member.Name, "has no attribute of a search space"),
    };

    public static bool IsNumber(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Double;

    /// <exception cref="ArgumentOutOfRangeException">The range is empty, not finite, or logarithmic and not above 0.</exception>
    public static void CheckRange(string name, double minimum, double maximum, bool isLogarithmic)
    {
        if (!(minimum < maximum) || !double.IsFinite(maximum - minimum)) throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"must have a finite range, but it is {minimum} to {maximum}"));
        if (isLogarithmic && minimum <= 0) throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"is logarithmic, so that its least value must be above 0, but it is {minimum}"));
    }

    /// <summary>Candidates as values of the member's type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are none, one is not of the type, or two are the same.</exception>
    public static ImmutableArray<object> Candidates(string name, Type type, object[] candidates)
    {
        if (candidates.Length == 0) throw Bad(name, "needs at least one candidate");
        ImmutableArray<object> converted = [.. candidates.Select(Convert)];
        return converted.Distinct().Count() == converted.Length ? converted : throw Bad(name, "has the same candidate twice");

        object Convert(object candidate)
        {
            try
            {
                return ToType(candidate ?? throw Bad(name, "has null as a candidate"), type);
            }
            catch (Exception exception) when (exception is InvalidCastException or FormatException or OverflowException or ArgumentException and not ArgumentOutOfRangeException)
            {
                throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"is of type {type.Name}, to which its candidate {candidate} cannot be converted"));
            }
        }
    }

    /// <summary>A number, text or truth value as the member has it.</summary>
    public static object ToType(object value, Type type)
    {
        if (type.IsInstanceOfType(value)) return value;
        if (type.IsEnum) return value is string name ? Enum.Parse(type, name) : Enum.ToObject(type, value);
        return Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<SpaceMember> Read(Type type, ImmutableArray<MemberInfo> path, ImmutableArray<Type> around)
    {
        const BindingFlags open = BindingFlags.Public | BindingFlags.Instance;
        MemberInfo[] all = [.. type.GetProperties(open), .. type.GetFields(open)];
        foreach (var member in all.Where(member => !member.IsDefined(typeof(NestOptionAttribute))))
        {
            var found = new SpaceMember(path.Add(member));
            var attributes = Attributes(member);
            if (attributes.Length == 0) continue;
            if (attributes.Length > 1) throw Bad(found.Name, $"has {attributes.Length} attributes of a search space; one is possible");
            if (member is PropertyInfo { SetMethod: not { IsPublic: true } } or FieldInfo { IsInitOnly: true }) throw Bad(found.Name, "cannot be set");
            yield return found;
        }

        foreach (var member in all.Where(member => member.IsDefined(typeof(NestOptionAttribute))))
        {
            var nested = SpaceMember.TypeOf(member);
            string name = new SpaceMember(path.Add(member)).Name;
            if (around.Contains(nested)) throw Bad(name, $"nests {nested.Name} in itself");
            if (!nested.IsClass || nested.GetConstructor(Type.EmptyTypes) is null) throw Bad(name, $"is of type {nested.Name}; a nested option needs a class with a public constructor without parameters");
            foreach (var inner in Read(nested, path.Add(member), around.Add(nested))) yield return inner;
        }
    }

    private static Attribute[] Attributes(MemberInfo member) =>
        [.. member.GetCustomAttributes().Where(attribute => attribute is RangeAttribute or ChoiceAttribute or BooleanChoiceAttribute)];

    private static ConvNetSearchOption Range(SpaceMember member, RangeAttribute range, object initial)
    {
        if (!IsNumber(member.Type)) throw Bad(member.Name, $"is of type {member.Type.Name}, but {nameof(RangeAttribute)} needs a number");
        double minimum = Number(range.Min), maximum = Number(range.Max);
        CheckRange(member.Name, minimum, maximum, range.LogBase);
        double own = Number(member.GetValue(initial)!);
        double middle = range.LogBase ? Math.Sqrt(minimum * maximum) : (minimum + maximum) / 2;
        double first = range.Init is { } given ? Number(given) : own >= minimum && own <= maximum ? own : middle;
        if (!(first >= minimum && first <= maximum))
            throw Bad(member.Name, string.Create(CultureInfo.InvariantCulture, $"begins with {first}, which is not in its range {minimum} to {maximum}"));
        return new ConvNetSearchOption(member.Name, member.Type, ToType(first, member.Type)) { Minimum = minimum, Maximum = maximum, IsLogarithmic = range.LogBase };
    }

    private static ConvNetSearchOption Choice(SpaceMember member, ChoiceAttribute choice, object initial)
    {
        var candidates = Candidates(member.Name, member.Type, choice.Candidates);
        object? first = choice.DefaultValue is { } given ? ToType(given, member.Type) : member.GetValue(initial) is { } own && candidates.Contains(own) ? own : candidates[0];
        return candidates.Contains(first)
            ? new ConvNetSearchOption(member.Name, member.Type, first) { Candidates = candidates }
            : throw Bad(member.Name, string.Create(CultureInfo.InvariantCulture, $"begins with {first}, which is not among its candidates"));
    }

    // Through the decimal digits: the float 0.1 is the double 0.1 here, and not 0.10000000149.
    private static double Number(object value) => double.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture);

    private static ArgumentOutOfRangeException Bad(string name, string problem) => new(nameof(ConvNetExperimentSettings.SearchSpace), $"Option {name} of the search space {problem}.");
}
