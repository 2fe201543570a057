namespace Microsoft.ML.ConvNet.Reports;

/// <summary>A line of a <see cref="Panel"/>.</summary>
/// <param name="Kind">What it shows, as the class of its SVG elements: validation, training, rate.</param>
/// <param name="Name">Shown when the mouse rests on it; empty for none.</param>
/// <param name="Points">Its points; where the second number is not finite there is a gap.</param>
internal sealed record Series(string Kind, string Name, IReadOnlyList<(double X, double Y)> Points)
{
    public required string Color { get; init; }

    /// <summary>In pixels.</summary>
    public double Width { get; init; } = 2;

    public bool IsDashed { get; init; }

    /// <summary>The form of the marks on some of the points, for lines whose colour another one has too; null for no marks.</summary>
    public int? Mark { get; init; }

    /// <summary>A point with a ring around it; null for none.</summary>
    public double? RingedX { get; init; }
}
