namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The second classes of rows that are mixtures of two images (mixup, cutmix): such a row costs share * loss of its class + (1 - share) * loss of its second class.
/// </summary>
/// <param name="secondLabels">The second class of each row.</param>
/// <param name="shares">The share of the first class, 0 to 1; a row with share 1 has no second.</param>
/// <param name="scratch">Memory for the gradient of one row: K values.</param>
internal readonly ref struct LabelMix(ReadOnlySpan<int> secondLabels, ReadOnlySpan<float> shares, Span<float> scratch)
{
    /// <summary>The second class of each row; empty when no row is a mixture.</summary>
    public ReadOnlySpan<int> SecondLabels { get; } = secondLabels;

    public ReadOnlySpan<float> Shares { get; } = shares;

    public Span<float> Scratch { get; } = scratch;

    /// <summary>The share of a row's first class.</summary>
    public float Share(int row) => Shares.IsEmpty ? 1 : Shares[row];
}
