using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>Reads the image of the current row of a row or cursor, in H, W, C order. Serves one thread.</summary>
internal abstract class ImageReader(ImageColumn column, DataViewRow row)
{
    /// <summary>What is read.</summary>
    public ImageColumn Column { get; } = column;

    /// <summary>Reads the current row's values as the column has them. NaN and infinities pass.</summary>
    /// <param name="pixels">Shape.Size values.</param>
    /// <param name="problem">What is wrong with the row, as the end of a sentence that begins with the column and the row.</param>
    /// <returns>Whether the row holds an image.</returns>
    public abstract bool TryRead(Span<float> pixels, [NotNullWhen(false)] out string? problem);

    /// <summary>Reads the current row's values and standardises them.</summary>
    /// <param name="pixels">Shape.Size values.</param>
    /// <param name="statistics">Mean and deviation of each channel.</param>
    /// <exception cref="InvalidOperationException">The row holds no image; the message names the column and the row.</exception>
    public void ReadStandardized(Span<float> pixels, PixelStatistics statistics)
    {
        if (!TryRead(pixels, out string? problem))
            throw new InvalidOperationException($"Feature column '{Column.Column.Name}', row {row.Position + 1}: {problem}.");
        statistics.Standardize(pixels);
    }
}
