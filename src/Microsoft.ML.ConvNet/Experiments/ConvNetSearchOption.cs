using System.Collections.Immutable;
using System.Globalization;

namespace Microsoft.ML.ConvNet;

/// <summary>One option of a <see cref="ConvNetSearchSpace"/>: a range of numbers or a list of candidates, and what the first trial takes.</summary>
public sealed class ConvNetSearchOption
{
    internal ConvNetSearchOption(string name, Type type, object initial)
    {
        Name = name;
        Type = type;
        Initial = initial;
    }

    /// <summary>Name of the property or field; of a nested one with the names around it, <c>Augmentation.Strength</c>.</summary>
    public string Name { get; }

    /// <summary>Type of its values.</summary>
    public Type Type { get; }

    /// <summary>What the first trial takes.</summary>
    public object Initial { get; internal init; }

    /// <summary>The candidates; empty for a range.</summary>
    public ImmutableArray<object> Candidates { get; internal init; } = [];

    /// <summary>Whether values are drawn from a range of numbers.</summary>
    public bool IsRange => Candidates.IsEmpty;

    /// <summary>The least value of a range, itself included.</summary>
    public double Minimum { get; internal init; }

    /// <summary>The largest value of a range, itself included.</summary>
    public double Maximum { get; internal init; }

    /// <summary>Whether a range is drawn from evenly by the logarithm: as many values between 0.001 and 0.01 as between 0.01 and 0.1.</summary>
    public bool IsLogarithmic { get; internal init; }

    /// <summary>Whether the values of a range are whole numbers.</summary>
    public bool IsWhole => Type != typeof(float) && Type != typeof(double);

    /// <summary>Name, values and initial value.</summary>
    public override string ToString() => IsRange
        ? string.Create(CultureInfo.InvariantCulture, $"{Name}: {Minimum} to {Maximum}{(IsLogarithmic ? ", logarithmic" : "")}{(IsWhole ? ", whole" : "")}, first {Initial}")
        : string.Create(CultureInfo.InvariantCulture, $"{Name}: {string.Join(", ", Candidates.Select(Text))}, first {Text(Initial)}");

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
