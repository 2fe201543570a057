namespace Microsoft.ML.ConvNet;

/// <summary>Rows and columns around an image. An integer converts to the same number on all four sides; <see cref="Same"/> follows from the input.</summary>
/// <param name="Top">Rows above.</param>
/// <param name="Left">Columns to the left.</param>
/// <param name="Bottom">Rows below.</param>
/// <param name="Right">Columns to the right.</param>
public readonly record struct Padding(int Top, int Left, int Bottom, int Right)
{
    /// <summary>No padding: every window lies within the image.</summary>
    public static Padding Valid => default;

    /// <summary>
    /// As much as makes the output ceil(input / stride), half of it on each side; an odd row or column goes below and to the right (ONNX's SAME_UPPER).
    /// With stride 1 the output has the input's size.
    /// </summary>
    public static Padding Same => new() { IsSame = true };

    /// <summary>Whether it is <see cref="Same"/>, whose four numbers are only known together with an input.</summary>
    public bool IsSame { get; private init; }

    /// <summary>The same number on all four sides.</summary>
    /// <param name="size">Rows and columns on each side.</param>
    public static implicit operator Padding(int size) => new(size, size, size, size);

    /// <summary>One number when all sides are equal, otherwise top, left, bottom, right; or <c>same</c>.</summary>
    public override string ToString() => IsSame ? "same" : Top == Left && Top == Bottom && Top == Right ? $"{Top}" : $"({Top}, {Left}, {Bottom}, {Right})";
}
