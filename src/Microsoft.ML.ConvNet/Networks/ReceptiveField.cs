namespace Microsoft.ML.ConvNet;

/// <summary>The part of the network's input that one value of an activation depends on.</summary>
/// <param name="Vertical">Along the rows.</param>
/// <param name="Horizontal">Along the columns.</param>
/// <remarks>
/// A window with kernel k, stride s, dilation d and padding p turns (size, stride, offset) into (size + (k - 1) d stride, stride s, offset - p stride). Layers that
/// join branches see the smallest field that covers those of all inputs.
/// </remarks>
public readonly record struct ReceptiveField(ReceptiveFieldAxis Vertical, ReceptiveFieldAxis Horizontal)
{
    /// <summary>The field of the input itself: each pixel sees itself.</summary>
    internal static ReceptiveField Pixel { get; } = new(new(1, 1, 0), new(1, 1, 0));

    internal ReceptiveField Through(SlidingWindow window) => new(
        Vertical.Through(window.KernelHeight, window.StrideHeight, window.DilationHeight, window.PaddingTop),
        Horizontal.Through(window.KernelWidth, window.StrideWidth, window.DilationWidth, window.PaddingLeft));

    internal static ReceptiveField Union(ReceptiveField left, ReceptiveField right) => new(
        ReceptiveFieldAxis.Union(left.Vertical, right.Vertical), ReceptiveFieldAxis.Union(left.Horizontal, right.Horizontal));
}
