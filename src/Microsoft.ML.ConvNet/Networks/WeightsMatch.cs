using System.Collections.Immutable;
using System.Text;

namespace Microsoft.ML.ConvNet;

/// <summary>How weights fit a network: made by <see cref="Network.MatchWeights"/>.</summary>
public sealed class WeightsMatch
{
    /// <summary>Names that <see cref="ToString"/> lists of each kind.</summary>
    private const int MostListed = 10;

    internal WeightsMatch(ImmutableArray<string> loaded, ImmutableArray<string> missing, ImmutableArray<string> unexpected, ImmutableArray<OtherShape> otherShapes)
    {
        Loaded = loaded;
        Missing = missing;
        Unexpected = unexpected;
        OtherShapes = otherShapes;
    }

    /// <summary>Tensors that both have, with the same dimensions.</summary>
    public ImmutableArray<string> Loaded { get; }

    /// <summary>Tensors of the network that the weights lack.</summary>
    public ImmutableArray<string> Missing { get; }

    /// <summary>Tensors of the weights that the network has no use for.</summary>
    public ImmutableArray<string> Unexpected { get; }

    /// <summary>Tensors that both have, with other dimensions.</summary>
    public ImmutableArray<OtherShape> OtherShapes { get; }

    /// <summary>Whether the weights are exactly those of the network.</summary>
    public bool IsExact => Missing.IsEmpty && Unexpected.IsEmpty && OtherShapes.IsEmpty;

    /// <summary>What is the matter with loading the weights, or null when they can be loaded.</summary>
    /// <param name="allowPartial">Whether a part is enough.</param>
    internal string? Problem(bool allowPartial)
    {
        if (IsExact || (allowPartial && !Loaded.IsEmpty)) return null;
        return $"{(allowPartial ? "Nothing of the weights fits the network" : "The weights do not fit the network")}: {this}";
    }

    /// <summary>The counts, and the first names of each kind.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append($"{Loaded.Length} of the network's {Loaded.Length + Missing.Length + OtherShapes.Length} tensors are there and fit.");
        Append(text, "missing", Missing);
        Append(text, "of another shape", OtherShapes);
        Append(text, "unexpected", Unexpected);
        return text.ToString();
    }

    private static void Append<T>(StringBuilder text, string what, ImmutableArray<T> items)
    {
        if (items.IsEmpty) return;
        text.Append($" {items.Length} {(items.Length == 1 ? "is" : "are")} {what}: ").AppendJoin(", ", items.Take(MostListed));
        if (items.Length > MostListed) text.Append($" and {items.Length - MostListed} more");
        text.Append('.');
    }

    /// <summary>A tensor whose dimensions differ.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Expected">The network's dimensions.</param>
    /// <param name="Found">Those of the weights.</param>
    public sealed record OtherShape(string Name, ImmutableArray<int> Expected, ImmutableArray<int> Found)
    {
        /// <summary>For example <c>fc.weight (10x512 expected, 1000x512 found)</c>.</summary>
        public override string ToString() => $"{Name} ({Text(Expected)} expected, {Text(Found)} found)";

        private static string Text(ImmutableArray<int> dimensions) => dimensions.IsEmpty ? "a scalar" : string.Join("x", dimensions);
    }
}
