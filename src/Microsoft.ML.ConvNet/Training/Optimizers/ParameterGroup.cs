using System.IO.Enumeration;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Parameters that are trained otherwise than the rest: at another rate, with another weight decay, or not at all. A value that can be compared and printed.
/// </summary>
/// <remarks>
/// Frozen layers keep their weights; a batch norm among them goes on following the statistics of the batches, as PyTorch's does in its training mode.
/// </remarks>
public sealed record ParameterGroup
{
    /// <summary>Creates the group.</summary>
    /// <param name="names">
    /// Names of parameters as <see cref="Network"/> lists them, for example <c>layer1.0.conv1.weight</c>; * stands for any text: <c>layer1.*</c>, <c>*.bias</c>. Case counts.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="names"/> is empty.</exception>
    public ParameterGroup(string names)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(names);
        Names = names;
    }

    /// <summary>The names, with * for any text.</summary>
    public string Names { get; }

    /// <summary>What the learning rate is multiplied by: 0 or more, 0 to leave the parameters as they are. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double LearningRateFactor { get; init => field = CheckFactor(value, nameof(LearningRateFactor)); } = 1;

    /// <summary>
    /// What weight decay and L1 penalty are multiplied by: 0 or more. <see langword="null"/> (default): 1 for weights and 0 for biases and the parameters of norms.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? WeightDecayFactor { get; init => field = value is { } factor ? CheckFactor(factor, nameof(WeightDecayFactor)) : null; }

    /// <summary>A group that is not trained.</summary>
    /// <param name="names">As for the constructor.</param>
    /// <exception cref="ArgumentException"><paramref name="names"/> is empty.</exception>
    public static ParameterGroup Frozen(string names) => new(names) { LearningRateFactor = 0 };

    internal bool Contains(string name) => FileSystemName.MatchesSimpleExpression(Names, name, ignoreCase: false);

    /// <summary>Throws unless every group has a parameter; with a name misspelt, training would silently be another than was asked for.</summary>
    internal static void CheckAllUsed(IReadOnlyList<ParameterGroup> groups, IEnumerable<string> names)
    {
        const int examples = 5;
        foreach (var group in groups)
        {
            if (names.Any(group.Contains)) continue;
            throw new ArgumentException(
                $"No parameter is named '{group.Names}', as a {nameof(ParameterGroup)} has it. There are {names.Count()}, for example {string.Join(", ", names.Take(examples))}.");
        }
    }

    private static double CheckFactor(double value, string name) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of 0 or more.");
}
