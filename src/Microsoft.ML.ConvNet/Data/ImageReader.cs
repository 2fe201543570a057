using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Reads the image of the current row of a row or cursor, in H, W, C order. Serves one thread.</summary>
internal abstract class ImageReader(ImageColumn column)
{
    /// <summary>What is read.</summary>
    public ImageColumn Column { get; } = column;

    /// <summary>Reads the current row's values as the column has them. NaN and infinities pass.</summary>
    /// <param name="pixels">Shape.Size values.</param>
    /// <param name="problem">What is wrong with the row, as the end of a sentence that begins with the column and the row.</param>
    /// <returns>Whether the row holds an image.</returns>
    public abstract bool TryRead(Span<float> pixels, [NotNullWhen(false)] out string? problem);

    /// <summary>The error for a row whose image cannot be used: it names the column, the row and, when there is a path, the file.</summary>
    /// <param name="row">The number of the row, counted from 1.</param>
    /// <param name="readPath">Reads the path of the row's image; null when no column holds it.</param>
    /// <param name="problem">What is wrong, and what to do about it; sentences without the last full stop.</param>
    public InvalidOperationException Unusable(long row, ValueGetter<ReadOnlyMemory<char>>? readPath, string problem)
    {
        ReadOnlyMemory<char> path = default;
        readPath?.Invoke(ref path);
        string file = readPath is null ? "" : $" (file '{path}')";
        return new InvalidOperationException($"Feature column '{Column.Column.Name}', row {row}{file}: {problem}.");
    }
}
