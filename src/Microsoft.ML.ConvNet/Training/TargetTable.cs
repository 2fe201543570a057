using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// What the numbers of labels stand for when a loss takes targets: K targets for each number. Data sets carry such numbers with their rows as they carry those of classes, and
/// the targets take their place only when a batch goes to the network.
/// </summary>
/// <param name="width">Targets of a number: K, at least 1.</param>
internal sealed class TargetTable(int width)
{
    private readonly List<float> _values = [];

    /// <summary>Targets of a number.</summary>
    public int Width => width;

    /// <summary>How many numbers there are.</summary>
    public int Count => _values.Count / width;

    /// <summary>The targets of a yes-or-no label: number 0 is no, number 1 is yes.</summary>
    public static TargetTable YesOrNo()
    {
        var table = new TargetTable(1);
        table.Add([0]);
        table.Add([1]);
        return table;
    }

    /// <summary>The targets of a number.</summary>
    public ReadOnlySpan<float> this[int number] => CollectionsMarshal.AsSpan(_values).Slice(number * width, width);

    /// <summary>A table of (target - mean) / deviation.</summary>
    /// <param name="means">K means.</param>
    /// <param name="deviations">K deviations, above 0.</param>
    public TargetTable Standardized(ReadOnlySpan<float> means, ReadOnlySpan<float> deviations)
    {
        var table = new TargetTable(width);
        CollectionsMarshal.SetCount(table._values, _values.Count);
        var standardized = CollectionsMarshal.AsSpan(table._values);
        for (int i = 0; i < standardized.Length; i++) standardized[i] = (_values[i] - means[i % width]) / deviations[i % width];
        return table;
    }

    /// <summary>Writes all targets, for a checksum.</summary>
    public void Write(Stream stream) => stream.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_values)));

    /// <summary>Adds the targets of the next number.</summary>
    /// <exception cref="InvalidOperationException">There are more than an array can hold.</exception>
    public void Add(ReadOnlySpan<float> targets)
    {
        if (targets.Length != width) throw new ArgumentException($"There are {targets.Length} targets instead of {width}.", nameof(targets));
        if (_values.Count > Array.MaxLength - width) throw new InvalidOperationException($"There are more targets than the {Array.MaxLength} that are possible.");
        _values.AddRange(targets);
    }
}
