namespace Microsoft.ML.ConvNet;

/// <summary>How <see cref="GradientCheck"/> looks. A value that can be compared; the defaults suit networks of any kind.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>The parameters at which to look; by default the network's initial ones by <see cref="Seed"/>.</summary>
    public Weights? Weights { get; init; }

    /// <summary>What the gradients are of; softmax cross-entropy by default.</summary>
    public Loss Loss { get; init => field = value ?? throw new ArgumentNullException(nameof(Loss)); } = Loss.CrossEntropy();

    /// <summary>Seeds the initial weights, the batch, the choice of elements and the network's random decisions (dropout masks); 1 by default.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Most elements of one tensor that are checked; all of a smaller one. 40 by default, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int ElementsPerTensor
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(ElementsPerTensor), value, $"{nameof(ElementsPerTensor)} must be at least 1.");
    } = 40;

    /// <summary>The largest relative error that passes, more than 0; 1e-4 by default. <see cref="GradientCheck"/> says what it rests on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a number above 0.</exception>
    public double Tolerance
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(Tolerance), value, $"{nameof(Tolerance)} must be above 0.");
    } = 1e-4;
}
