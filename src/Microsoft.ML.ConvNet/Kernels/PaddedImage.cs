namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// How an image (H, W, C order) is seen through its border: Height x Width lines of which the source fills those at
/// Top + i * SpacingHeight, Left + j * SpacingWidth; the rest is zero. All border handling of the convolutions is here.
/// </summary>
/// <remarks>Spacing above 1 spreads the output's gradient of a strided convolution for the data gradient; a negative Top or Left crops.</remarks>
internal readonly record struct PaddedImage(
    int SourceHeight, int SourceWidth, int Channels, int Height, int Width, int Top, int Left, int SpacingHeight = 1, int SpacingWidth = 1)
{
    /// <summary>Whether the source itself can be read, with its own line stride, because no border is ever touched.</summary>
    public bool IsSource => Top == 0 && Left == 0 && SpacingHeight == 1 && SpacingWidth == 1 && Height <= SourceHeight && Width <= SourceWidth;

    /// <summary>Floats from one line to the next: of the source where it can be read itself, else of the padded copy.</summary>
    public int LineStride => (IsSource ? SourceWidth : Width) * Channels;

    /// <summary>The kernel rows [First, End) of a window at a padded line that can meet the source; the others see only zeros. Undilated windows.</summary>
    public (int First, int End) KernelRows(int line, SlidingWindow window)
    {
        int first = Math.Clamp(Top - line, 0, window.KernelHeight);
        int end = Math.Clamp(Top + (SourceHeight - 1) * SpacingHeight + 1 - line, first, window.KernelHeight);
        return (first, end);
    }

    /// <summary>Writes padded lines [first, first + count) of one image to <paramref name="destination"/>, Width * Channels floats each.</summary>
    public unsafe void CopyLines(float* source, int first, int count, float* destination)
    {
        int lineFloats = Width * Channels;
        for (int line = first; line < first + count; line++, destination += lineFloats)
        {
            int sourceLine = line - Top;
            if (sourceLine < 0 || sourceLine % SpacingHeight != 0 || sourceLine / SpacingHeight >= SourceHeight)
                new Span<float>(destination, lineFloats).Clear();
            else
                CopyLine(source + (nint)(sourceLine / SpacingHeight) * SourceWidth * Channels, destination);
        }
    }

    private unsafe void CopyLine(float* source, float* destination)
    {
        if (SpacingWidth == 1)
        {
            int skipped = Math.Max(-Left, 0);
            int before = Math.Clamp(Left, 0, Width);
            int copied = Math.Max(Math.Min(SourceWidth - skipped, Width - before), 0);
            new Span<float>(destination, before * Channels).Clear();
            new ReadOnlySpan<float>(source + (nint)skipped * Channels, copied * Channels).CopyTo(new Span<float>(destination + (nint)before * Channels, copied * Channels));
            new Span<float>(destination + (nint)(before + copied) * Channels, (Width - before - copied) * Channels).Clear();
            return;
        }

        new Span<float>(destination, Width * Channels).Clear();
        for (int column = 0; column < SourceWidth; column++)
        {
            int target = Left + column * SpacingWidth;
            if (target < 0 || target >= Width) continue;
            new ReadOnlySpan<float>(source + (nint)column * Channels, Channels).CopyTo(new Span<float>(destination + (nint)target * Channels, Channels));
        }
    }
}
