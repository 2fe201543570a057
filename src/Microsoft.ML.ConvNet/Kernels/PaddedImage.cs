using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// How an image (H, W, C order) is seen through its border: Height x Width lines of which the source fills those at
/// Top + i * SpacingHeight, Left + j * SpacingWidth; the rest is zero, or (Border) shows pixels of the source again. All border handling of the convolutions is here.
/// </summary>
/// <param name="Channels">Channels of a group, which are all that is seen.</param>
/// <param name="Border">What lies beyond the source; anything but zeros with a spacing of 1.</param>
/// <param name="Groups">Groups of channels in a pixel of the source.</param>
/// <remarks>Spacing above 1 spreads the output's gradient of a strided convolution for the data gradient; a negative Top or Left crops.</remarks>
internal readonly record struct PaddedImage(
    int SourceHeight, int SourceWidth, int Channels, int Height, int Width, int Top, int Left, int SpacingHeight = 1, int SpacingWidth = 1,
    PaddingMode Border = PaddingMode.Zeros, int Groups = 1)
{
    /// <summary>Whether no border is ever touched.</summary>
    public bool IsBorderless => Top == 0 && Left == 0 && SpacingHeight == 1 && SpacingWidth == 1 && Height <= SourceHeight && Width <= SourceWidth;

    /// <summary>Whether the source itself can be read as lines of pixels, with its own line stride.</summary>
    public bool IsSource => IsBorderless && Groups == 1;

    /// <summary>Floats from one line to the next: of the source where it can be read itself, else of the padded copy.</summary>
    public int LineStride => (IsSource ? SourceWidth : Width) * Channels;

    /// <summary>Floats from one pixel of the source to the next.</summary>
    public int SourceStride => Channels * Groups;

    /// <summary>Whether a padded line holds all columns of the source, one after the other.</summary>
    public bool ShowsWholeLines => Left >= 0 && Left + SourceWidth <= Width && SpacingWidth == 1 && Border == PaddingMode.Zeros;

    /// <summary>The kernel rows [First, End) of a window at a padded line that can meet the source; the others see only zeros. Undilated windows, zero borders.</summary>
    public (int First, int End) KernelRows(int line, SlidingWindow window)
    {
        int first = Math.Clamp(Top - line, 0, window.KernelHeight);
        int end = Math.Clamp(Top + (SourceHeight - 1) * SpacingHeight + 1 - line, first, window.KernelHeight);
        return (first, end);
    }

    /// <summary>
    /// The kernel columns [First, End) outside which windows from one padded column to another see only zeros; at least one. Undilated windows, zero borders.
    /// </summary>
    public (int First, int End) KernelColumns(int firstColumn, int lastColumn, SlidingWindow window)
    {
        int first = Math.Clamp(Left - lastColumn, 0, window.KernelWidth - 1);
        int end = Math.Clamp(Left + (SourceWidth - 1) * SpacingWidth + 1 - firstColumn, first + 1, window.KernelWidth);
        return (first, end);
    }

    /// <summary>
    /// The kernel rows First, First + Step, ... (Count of them) of a window at a padded line that do not fall on the zeros between spread lines of the source.
    /// </summary>
    public (int First, int Step, int Count) SpreadRows(int line, SlidingWindow window)
    {
        if (SpacingHeight == 1) return (0, 1, window.KernelHeight);
        int step = 1, first = 0;
        while (step * window.DilationHeight % SpacingHeight != 0) step++;
        while (first < window.KernelHeight && (line + first * window.DilationHeight - Top) % SpacingHeight != 0) first++;
        return (first, step, (window.KernelHeight - first + step - 1) / step);
    }

    /// <summary>Writes padded lines [first, first + count) of one image to <paramref name="destination"/>, Width * Channels floats each.</summary>
    /// <param name="source">The image; of a group its first channel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void CopyLines(float* source, int first, int count, float* destination)
    {
        int lineFloats = Width * Channels;
        int skipped = Math.Max(-Left, 0) * Channels, before = Math.Clamp(Left, 0, Width) * Channels, shown = ShownColumns * Channels;
        bool isContiguous = SpacingWidth == 1 && Groups == 1 && Border == PaddingMode.Zeros;
        for (int line = first; line < first + count; line++, destination += lineFloats)
        {
            int sourceLine = SourceLine(line);
            float* start = source + (nint)sourceLine * SourceWidth * SourceStride;
            if (sourceLine < 0)
            {
                new Span<float>(destination, lineFloats).Clear();
            }
            else if (isContiguous)
            {
                Clear(destination, before);
                Copy(start + skipped, destination + before, shown);
                Clear(destination + before + shown, lineFloats - before - shown);
            }
            else
            {
                CopyLine(start, destination);
            }
        }
    }

    /// <summary>As <see cref="CopyLines"/>, normalising and activating the values on the way. One group, zero borders, spacing 1.</summary>
    public unsafe void NormalizeLines(KernelSet set, in DepthwiseSource source, int first, int count, float* destination)
    {
        int lineFloats = Width * Channels, skipped = Math.Max(-Left, 0) * Channels, before = Math.Clamp(Left, 0, Width) * Channels, shown = ShownColumns * Channels;
        for (int line = first; line < first + count; line++, destination += lineFloats)
        {
            int sourceLine = SourceLine(line);
            if (sourceLine < 0)
            {
                new Span<float>(destination, lineFloats).Clear();
                continue;
            }

            float* start = source.Values + (nint)sourceLine * SourceWidth * Channels + skipped;
            Clear(destination, before);
            Activation.Forward(set, start, destination + before, ShownColumns, Channels, Channels, source.Scale, source.Shift, source.Function);
            Clear(destination + before + shown, lineFloats - before - shown);
        }
    }

    // In a first layer on one channel, calls would take longer than the copies.
    private static unsafe void Copy(float* source, float* destination, int count)
    {
        if (count is < 8 or > 64)
        {
            new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));
            return;
        }

        int last = count - 8;
        for (int i = 0; i < last; i += 8) Vector256.Load(source + i).Store(destination + i);
        Vector256.Load(source + last).Store(destination + last);
    }

    private static unsafe void Clear(float* values, int count)
    {
        if (count > 8) new Span<float>(values, count).Clear();
        else for (int i = 0; i < count; i++) values[i] = 0;
    }

    /// <summary>The inverse for gradients: each pixel of the source gets the sum over the places that show it. One group, spacing 1.</summary>
    public unsafe void Fold(KernelSet set, float* padded, float* source)
    {
        int skipped = Math.Max(-Left, 0), before = Math.Clamp(Left, 0, Width), shown = ShownColumns;
        new Span<float>(source, SourceHeight * SourceWidth * Channels).Clear();
        for (int line = 0; line < Height; line++, padded += (nint)Width * Channels)
        {
            int sourceLine = SourceLine(line);
            if (sourceLine < 0) continue;
            float* target = source + (nint)sourceLine * SourceWidth * Channels;
            float* middle = target + (nint)skipped * Channels;
            Elementwise.Add(set, middle, padded + (nint)before * Channels, middle, (long)shown * Channels);
            for (int column = 0; column < before; column++) FoldPixel(set, padded, column, target);
            for (int column = before + shown; column < Width; column++) FoldPixel(set, padded, column, target);
        }
    }

    private unsafe void FoldPixel(KernelSet set, float* padded, int column, float* line)
    {
        int sourceColumn = SourceColumn(column);
        if (sourceColumn < 0) return;
        float* pixel = line + (nint)sourceColumn * Channels;
        Elementwise.Add(set, pixel, padded + (nint)column * Channels, pixel, Channels);
    }

    // Columns that show the source itself, not its border; spacing 1.
    private int ShownColumns => Math.Max(Math.Min(SourceWidth - Math.Max(-Left, 0), Width - Math.Clamp(Left, 0, Width)), 0);

    /// <summary>The column of the source that a padded column shows, or -1 for zeros; spacing 1.</summary>
    public int SourceColumn(int column) => SlidingWindow.Shown(Border, column - Left, SourceWidth);

    /// <summary>The line of the source that a padded line shows, or -1 for zeros.</summary>
    public int SourceLine(int line)
    {
        int place = line - Top;
        if (SpacingHeight == 1) return SlidingWindow.Shown(Border, place, SourceHeight);
        return place >= 0 && place % SpacingHeight == 0 && place / SpacingHeight < SourceHeight ? place / SpacingHeight : -1;
    }

    private unsafe void CopyLine(float* source, float* destination)
    {
        if (SpacingWidth != 1)
        {
            new Span<float>(destination, Width * Channels).Clear();
            for (int column = 0; column < SourceWidth; column++)
            {
                int target = Left + column * SpacingWidth;
                if (target >= 0 && target < Width) CopyPixel(source, column, destination, target);
            }

            return;
        }

        int skipped = Math.Max(-Left, 0), before = Math.Clamp(Left, 0, Width), shown = ShownColumns, end = before + shown;
        if (Groups == 1)
        {
            new ReadOnlySpan<float>(source + (nint)skipped * Channels, shown * Channels)
                .CopyTo(new Span<float>(destination + (nint)before * Channels, shown * Channels));
        }
        else
        {
            for (int column = 0; column < shown; column++) CopyPixel(source, skipped + column, destination, before + column);
        }

        if (Border == PaddingMode.Zeros)
        {
            new Span<float>(destination, before * Channels).Clear();
            new Span<float>(destination + (nint)end * Channels, (Width - end) * Channels).Clear();
            return;
        }

        for (int column = 0; column < before; column++) CopyPixel(source, SourceColumn(column), destination, column);
        for (int column = end; column < Width; column++) CopyPixel(source, SourceColumn(column), destination, column);
    }

    private unsafe void CopyPixel(float* source, int column, float* destination, int target) =>
        new ReadOnlySpan<float>(source + (nint)column * SourceStride, Channels).CopyTo(new Span<float>(destination + (nint)target * Channels, Channels));
}
