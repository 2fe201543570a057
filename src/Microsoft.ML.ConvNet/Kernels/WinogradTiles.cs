using System.Runtime.CompilerServices;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Images to the transformed values of their tiles: B^T d B of an input, A d A^T of an output's gradient.</summary>
/// <param name="image">How the images are seen through their border: zeros, not spread, one group.</param>
/// <param name="isGradient">Whether they are an output's gradient, whose tiles are m lines and do not overlap; an input's are m + 2.</param>
internal sealed unsafe class WinogradTiles<TTransform>(PaddedImage image, int tileRowsPerImage, int tilesPerRow, bool isGradient)
    where TTransform : IWinogradTransform
{
    /// <summary>Of the transforms there are: F(4, 3) has the most inputs.</summary>
    private const int MostLines = 6;

    // Transformed lines and columns of a tile.
    private static int Size => TTransform.Outputs + 2;

    private int Lines => isGradient ? TTransform.Outputs : Size;

    private int StripColumns => (tilesPerRow - 1) * TTransform.Outputs + Lines;

    // A line of the border, as long as a line of the source.
    private long ZeroFloats => AlignedMemory.Align((long)image.SourceWidth * image.Channels);

    /// <summary>Scratch floats of one worker.</summary>
    public long ScratchFloats(KernelSet set) => AlignedMemory.Align(Size * (StripColumns + 1) * set.Lanes) + ZeroFloats;

    /// <summary>Tile rows [firstRow, firstRow + rowCount), counted over all images, of channels [firstChannel, firstChannel + channels).</summary>
    /// <param name="valueStride">Floats from one transformed value of a tile to the next.</param>
    /// <param name="tileStride">Floats from one tile to the next.</param>
    public void Transform(
        KernelSet set, float* source, int firstChannel, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch)
    {
        int lanes = Math.Min(set.Lanes, channels);
        source += firstChannel;
        if (lanes >= 16) Transform<Float16>(source, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);
        else if (lanes >= 8) Transform<Float8>(source, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);
        else if (lanes >= 4) Transform<Float4>(source, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);
        else Transform<Float1>(source, channels, firstRow, rowCount, transformed, valueStride, tileStride, scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform<TVector>(float* source, int channels, int firstRow, int rowCount, float* transformed, nint valueStride, nint tileStride, float* scratch)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes, pixel = image.Channels, columns = StripColumns, size = Size, outputs = TTransform.Outputs, lineCount = Lines;
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
            for (int i = 0; i < lineCount; i++) lines[i] = top + i >= 0 && top + i < image.SourceHeight ? input + (top + i) * sourceLine : zeros;
            for (int channel = 0; channel < channels; channel += lanes)
            {
                // Where the channels are no multiple of a vector, the last vector overlaps the one before.
                channel = Math.Min(channel, channels - lanes);
                for (int i = 0; i < lineCount; i++) vectorLines[i] = lines[i] == zeros ? zeros : lines[i] + channel;
                TransformLines<TVector>(vectorLines, pixel, strip + firstColumn * lanes, stripLine, lanes, endColumn - firstColumn);
                for (int i = 0; i < size; i++)
                {
                    for (int j = 0; j < lineCount; j++) vectorLines[j] = strip + i * stripLine + j * lanes;
                    TransformLines<TVector>(vectorLines, outputs * lanes, transformed + (nint)i * size * valueStride + channel, valueStride, tileStride, tilesPerRow);
                }
            }
        }
    }

    private void TransformLines<TVector>(float** lines, nint step, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>
    {
        if (isGradient) TTransform.Gradient<TVector>(lines, step, destination, stride, destinationStep, count);
        else TTransform.Input<TVector>(lines, step, destination, stride, destinationStep, count);
    }
}
