using System.Runtime.Intrinsics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The input of a block of output rows, laid out for the tiles: spans of lines (one span an image), each line a number of pixels at a fixed stride.
/// Borders have been written out as zeros into scratch memory where there are any.
/// </summary>
internal unsafe ref struct InputLines
{
    /// <summary>Values that a copy of an expanded kernel row may read and write; kernel rows are shorter than this.</summary>
    private const int ExpandedOverrun = 8;

    /// <summary>Where each span's first line starts.</summary>
    public float** Starts;

    /// <summary>Lines of each span.</summary>
    public int* Counts;

    public int SpanCount;

    /// <summary>Output pixels of a line.</summary>
    public int Pixels;

    /// <summary>Floats between the neighbourhoods of two output pixels.</summary>
    public nint PixelStride;

    /// <summary>Floats between two lines of a span.</summary>
    public nint LineStep;

    /// <summary>Free scratch memory behind the lines.</summary>
    public float* Free;

    /// <summary>Scratch floats that <see cref="Prepare"/> needs for a block of rows.</summary>
    public static long ScratchFloats(CorrelationGeometry geometry, int rowCount, bool isExpanded)
    {
        long floats = 2 * (SpanBound(geometry, rowCount) * sizeof(long) / sizeof(float) + Tensors.AlignedMemory.AlignmentFloats);
        if (geometry.IsPointwise) return floats;
        if (!geometry.Source.IsSource)
        {
            long lines = (long)rowCount * geometry.Window.StrideHeight + SpanBound(geometry, rowCount) * geometry.LinesFor(1);
            floats += Tensors.AlignedMemory.Align(lines * geometry.Source.LineStride + ExpandedOverrun);
        }

        if (isExpanded) floats += Tensors.AlignedMemory.Align((long)rowCount * geometry.PixelsPerRow * geometry.Depth + ExpandedOverrun);
        return floats;
    }

    /// <summary>Lays out the input of rows [firstRow, firstRow + rowCount), counted over all images.</summary>
    /// <param name="isExpanded">Whether every pixel gets a row of its own with its whole neighbourhood.</param>
    public static InputLines Prepare(CorrelationGeometry geometry, float* source, int firstRow, int rowCount, bool isExpanded, float* scratch)
    {
        var lines = default(InputLines);
        long bound = SpanBound(geometry, rowCount);
        lines.Starts = (float**)scratch;
        lines.Counts = (int*)(lines.Starts + bound);
        scratch = (float*)(lines.Counts + bound);
        scratch += -(nint)((nuint)scratch / sizeof(float)) & (Tensors.AlignedMemory.AlignmentFloats - 1);
        lines.Free = scratch;
        var image = geometry.Source;
        if (geometry.IsPointwise)
        {
            lines.AddSpan(source + (nint)firstRow * image.SourceStride, 1);
            lines.Pixels = rowCount;
            lines.PixelStride = image.SourceStride;
            return lines;
        }

        lines.Pixels = geometry.PixelsPerRow;
        lines.PixelStride = (nint)geometry.Window.StrideWidth * image.Channels;
        lines.LineStep = (nint)geometry.Window.StrideHeight * image.LineStride;
        for (int row = firstRow, end = firstRow + rowCount; row < end;)
        {
            int index = row / geometry.RowsPerImage, first = row % geometry.RowsPerImage;
            int count = Math.Min(end - row, geometry.RowsPerImage - first);
            float* input = source + (nint)index * geometry.SourceFloats;
            int firstLine = first * geometry.Window.StrideHeight;
            if (image.IsSource)
            {
                lines.AddSpan(input + (nint)firstLine * image.LineStride, count);
            }
            else
            {
                int padded = geometry.LinesFor(count);
                image.CopyLines(input, firstLine, padded, lines.Free);
                lines.AddSpan(lines.Free, count);
                lines.Free += (nint)padded * image.LineStride;
            }

            row += count;
        }

        if (isExpanded) lines.Expand(geometry, rowCount);
        return lines;
    }

    private static void Copy(float* source, float* destination, int count)
    {
        Vector128.Store(Vector128.Load(source), destination);
        if (count > 4) Vector128.Store(Vector128.Load(source + 4), destination + 4);
    }

    private static long SpanBound(CorrelationGeometry geometry, int rowCount) => geometry.IsPointwise ? 1 : rowCount / geometry.RowsPerImage + 2;

    private void AddSpan(float* start, int count)
    {
        Starts[SpanCount] = start;
        Counts[SpanCount++] = count;
    }

    /// <summary>Copies every pixel's neighbourhood into one row: the lines become a single one of all pixels.</summary>
    private void Expand(CorrelationGeometry geometry, int rowCount)
    {
        var window = geometry.Window;
        int channels = geometry.Source.Channels;
        nint kernelLine = (nint)window.DilationHeight * geometry.Source.LineStride, kernelColumn = (nint)window.DilationWidth * channels;
        bool isContiguous = window.DilationWidth == 1 && !geometry.Source.IsSource;
        int run = window.KernelWidth * channels;
        float* row = Free;
        float* expanded = row;
        for (int span = 0; span < SpanCount; span++)
        {
            for (int line = 0; line < Counts[span]; line++)
            {
                float* pixel = Starts[span] + line * LineStep;
                for (int x = 0; x < Pixels; x++, pixel += PixelStride)
                {
                    float* tap = pixel;
                    if (isContiguous)
                    {
                        // A kernel row is at most ExpandedOverrun values: copy that many, the next copy overwrites what was too much.
                        for (int ky = 0; ky < window.KernelHeight; ky++, tap += kernelLine, row += run) Copy(tap, row, run);
                        continue;
                    }

                    for (int ky = 0; ky < window.KernelHeight; ky++, tap += kernelLine)
                        for (int kx = 0; kx < window.KernelWidth; kx++)
                            for (int channel = 0; channel < channels; channel++) *row++ = tap[kx * kernelColumn + channel];
                }
            }
        }

        Free = row;
        SpanCount = 0;
        AddSpan(expanded, 1);
        Pixels *= rowCount;
        PixelStride = geometry.Depth;
        LineStep = 0;
    }
}
