using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Images to the transformed values of their tiles: B^T d B of an input, A d A^T of an output's gradient.</summary>
/// <param name="image">How the images are seen through their border: zeros, not spread, one group.</param>
/// <param name="outputs">m: lines and columns from one tile to the next.</param>
/// <param name="size">m + 2: transformed lines and columns of a tile.</param>
internal sealed unsafe class WinogradTiles(PaddedImage image, int tileRowsPerImage, int tilesPerRow, int outputs, int size)
{
    /// <summary>Of the transforms there are: F(4, 3) has the most inputs.</summary>
    private const int MostLines = 6;

    // A line of the border, as long as a line of the source.
    private long ZeroFloats => AlignedMemory.Align((long)image.SourceWidth * image.Channels);

    /// <summary>Scratch floats of one worker.</summary>
    public long ScratchFloats<TLines>(KernelSet set)
        where TLines : IWinogradLines => AlignedMemory.Align(size * (StripColumns<TLines>() + 1) * set.Lanes) + ZeroFloats;

    /// <summary>Tile rows [firstRow, firstRow + rowCount), counted over all images, of channels [firstChannel, firstChannel + channels).</summary>
    /// <param name="valueStride">Floats from one transformed value of a tile to the next.</param>
    /// <param name="tileStride">Floats from one tile to the next.</param>
    public void Transform<TLines>(
        KernelSet set, float* source, int firstChannel, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch)
        where TLines : IWinogradLines
    {
        int lanes = Math.Min(set.Lanes, channels);
        source += firstChannel;
        if (lanes >= 16) Transform<TLines, Float16>(source, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);
        else if (lanes >= 8) Transform<TLines, Float8>(source, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);
        else if (lanes >= 4) Transform<TLines, Float4>(source, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);
        else Transform<TLines, Float1>(source, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);
    }

    private int StripColumns<TLines>()
        where TLines : IWinogradLines => (tilesPerRow - 1) * outputs + TLines.Lines;

    private void Transform<TLines, TVector>(
        float* source, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch)
        where TLines : IWinogradLines
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes, pixel = image.Channels, columns = StripColumns<TLines>();
        nint sourceLine = (nint)image.SourceWidth * pixel, stripLine = (columns + 1) * lanes;

        // The strip holds the lines of a tile row, transformed along the columns. Where it sees the border it stays zero.
        int firstColumn = Math.Clamp(image.Left, 0, columns), endColumn = Math.Clamp(image.Left + image.SourceWidth, firstColumn, columns);
        float* strip = scratch;
        float* zeros = scratch + AlignedMemory.Align(size * stripLine);
        new Span<float>(strip, (int)(size * stripLine)).Clear();
        new Span<float>(zeros, (int)sourceLine).Clear();
        float* first = source + (nint)Math.Max(-image.Left, 0) * pixel;
        float** lines = stackalloc float*[MostLines];
        float** vectorLines = stackalloc float*[MostLines];
        for (int row = firstRow; row < firstRow + rowCount; row++, transformed += tilesPerRow * tileStride)
        {
            float* input = first + (nint)(row / tileRowsPerImage) * image.SourceHeight * sourceLine;
            int top = row % tileRowsPerImage * outputs - image.Top;
            for (int i = 0; i < TLines.Lines; i++) lines[i] = top + i >= 0 && top + i < image.SourceHeight ? input + (top + i) * sourceLine : zeros;
            for (int channel = 0; channel < channels; channel += lanes)
            {
                // Where the channels are no multiple of a vector, the last vector overlaps the one before.
                channel = Math.Min(channel, channels - lanes);
                for (int i = 0; i < TLines.Lines; i++) vectorLines[i] = lines[i] == zeros ? zeros : lines[i] + channel;
                TLines.Transform<TVector>(vectorLines, pixel, strip + firstColumn * lanes, stripLine, lanes, endColumn - firstColumn);
                for (int i = 0; i < size; i++)
                {
                    for (int j = 0; j < TLines.Lines; j++) vectorLines[j] = strip + i * stripLine + j * lanes;
                    TLines.Transform<TVector>(vectorLines, outputs * lanes, transformed + (nint)i * size * valueStride + channel, valueStride, tileStride, tilesPerRow);
                }
            }
        }
    }
}
