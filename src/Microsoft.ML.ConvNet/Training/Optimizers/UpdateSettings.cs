namespace Microsoft.ML.ConvNet.Training;

/// <summary>What is done to gradients before and beside an optimizer's own formulas.</summary>
internal sealed record UpdateSettings
{
    /// <summary>Most threads that an update uses; results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The first group that contains a parameter counts.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];

    /// <summary>The gradients are made smaller together so that the root of the sum of their squares is at most this; null for no limit.</summary>
    public double? MaximumGradientNorm { get; init; }

    /// <summary>Each gradient is brought into the range from minus this to this; null for no limit.</summary>
    public double? MaximumGradient { get; init; }
}
