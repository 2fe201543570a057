namespace Microsoft.ML.ConvNet;

/// <summary>A height and a width: of a kernel, a stride or a dilation. An integer converts to the same number for both.</summary>
/// <param name="Height">Along the rows, in pixels.</param>
/// <param name="Width">Along the columns, in pixels.</param>
public readonly record struct Extent(int Height, int Width)
{
    /// <summary>The same number for height and width.</summary>
    /// <param name="size">Height and width.</param>
    public static implicit operator Extent(int size) => new(size, size);

    /// <summary>The extent as <c>HxW</c>, for example <c>3x3</c>.</summary>
    public override string ToString() => $"{Height}x{Width}";
}
