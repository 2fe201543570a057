namespace Microsoft.ML.ConvNet;

/// <summary>Rows and columns of zeros around an image. An integer converts to the same number on all four sides.</summary>
/// <param name="Top">Rows above.</param>
/// <param name="Left">Columns to the left.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Right">Columns to the right.</param>
public readonly record struct Padding(int Top, int Left, int Bottom, int Right)
{
    /// <summary>The same number on all four sides.</summary>
    /// <param name="size">Rows and columns on each side.</param>
    public static implicit operator Padding(int size) => new(size, size, size, size);

    /// <summary>One number when all sides are equal, otherwise top, left, bottom, right.</summary>
    public override string ToString() => Top == Left && Top == Bottom && Top == Right ? $"{Top}" : $"({Top}, {Left}, {Bottom}, {Right})";
}
