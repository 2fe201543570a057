using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>Makes an image out of another along a <see cref="PixelMap"/>: whole pixels are copied, what comes from between pixels is interpolated bilinearly.</summary>
internal static class ImageSampler
{
    /// <summary>Writes every pixel of the new image.</summary>
    /// <param name="source">The old image in H, W, C order.</param>
    /// <param name="shape">Of both images.</param>
    /// <param name="border">What is outside of the window: <paramref name="black"/>, the nearest pixel, or the image mirrored.</param>
    /// <param name="window">What of the old image is seen.</param>
    /// <param name="target">The new image; not the memory of the old one.</param>
    public static void Sample(
        ReadOnlySpan<float> source, ImageShape shape, in PixelMap map, PaddingMode border, PixelWindow window, float black, Span<float> target)
    {
        for (int y = 0; y < shape.Height; y++)
        {
            var row = target.Slice(y * shape.Width * shape.Channels, shape.Width * shape.Channels);
            float x0 = (float)(map.XY * y + map.X0), y0 = (float)(map.YY * y + map.Y0);
            if (map.IsExact) CopyRow(source, shape, (int)map.XX, (int)x0, (int)y0, border, window, black, row);
            else SampleRow(source, shape, (float)map.XX, x0, (float)map.YX, y0, border, window, black, row);
        }
    }

    /// <summary>A row whose pixels come from whole pixels of one row, from left to right (step 1) or from right to left (step -1).</summary>
    private static void CopyRow(
        ReadOnlySpan<float> source, ImageShape shape, int step, int x0, int y0, PaddingMode border, PixelWindow window, float black, Span<float> row)
    {
        int channels = shape.Channels;
        int sourceY = Shown(border, y0, window.Top, window.Bottom);
        if (sourceY < 0)
        {
            row.Fill(black);
            return;
        }

        var line = source.Slice(sourceY * shape.Width * channels, shape.Width * channels);
        int first = Math.Clamp(step > 0 ? window.Left - x0 : x0 - window.Right, 0, shape.Width);
        int end = Math.Clamp(step > 0 ? window.Right - x0 + 1 : x0 - window.Left + 1, first, shape.Width);
        ShowBorder(0, first, line, row);
        if (first == end)
        {
            // Nothing of the window is in sight.
        }
        else if (step > 0)
        {
            line.Slice((x0 + first) * channels, (end - first) * channels).CopyTo(row[(first * channels)..]);
        }
        else if (channels == 1)
        {
            for (int x = first; x < end; x++) row[x] = line[x0 - x];
        }
        else
        {
            for (int x = first; x < end; x++) line.Slice((x0 - x) * channels, channels).CopyTo(row[(x * channels)..]);
        }

        ShowBorder(end, shape.Width, line, row);

        void ShowBorder(int from, int to, ReadOnlySpan<float> line, Span<float> row)
        {
            for (int x = from; x < to; x++)
            {
                int sourceX = Shown(border, x0 + step * x, window.Left, window.Right);
                var pixel = row.Slice(x * channels, channels);
                if (sourceX < 0) pixel.Fill(black);
                else line.Slice(sourceX * channels, channels).CopyTo(pixel);
            }
        }
    }

    private static void SampleRow(
        ReadOnlySpan<float> source, ImageShape shape, float stepX, float x0, float stepY, float y0, PaddingMode border, PixelWindow window, float black,
        Span<float> row)
    {
        // All four neighbours of the pixels from first to end are inside.
        int first = 0, end = shape.Width;
        Clip(ref first, ref end, x0, stepX, window.Left, window.Right);
        Clip(ref first, ref end, y0, stepY, window.Top, window.Bottom);
        int channels = shape.Channels, lineSize = shape.Width * channels;
        SampleBorder(source, shape, 0, first, stepX, x0, stepY, y0, border, window, black, row);
        ref float origin = ref MemoryMarshal.GetReference(source);
        for (int x = first; x < end; x++)
        {
            float sourceX = x0 + stepX * x, sourceY = y0 + stepY * x;
            int left = (int)sourceX, top = (int)sourceY;
            float shareX = sourceX - left, shareY = sourceY - top;
            ref float upper = ref Unsafe.Add(ref origin, top * lineSize + left * channels);
            ref float lower = ref Unsafe.Add(ref upper, lineSize);
            if (channels == 1)
            {
                row[x] = Mix(Mix(upper, Unsafe.Add(ref upper, 1), shareX), Mix(lower, Unsafe.Add(ref lower, 1), shareX), shareY);
                continue;
            }

            for (int channel = 0; channel < channels; channel++)
            {
                float above = Mix(Unsafe.Add(ref upper, channel), Unsafe.Add(ref upper, channels + channel), shareX);
                float below = Mix(Unsafe.Add(ref lower, channel), Unsafe.Add(ref lower, channels + channel), shareX);
                row[x * channels + channel] = Mix(above, below, shareY);
            }
        }

        SampleBorder(source, shape, end, shape.Width, stepX, x0, stepY, y0, border, window, black, row);
    }

    private static void SampleBorder(
        ReadOnlySpan<float> source, ImageShape shape, int first, int end, float stepX, float x0, float stepY, float y0, PaddingMode border, PixelWindow window,
        float black, Span<float> row)
    {
        for (int x = first; x < end; x++)
        {
            float sourceX = x0 + stepX * x, sourceY = y0 + stepY * x;
            int left = (int)MathF.Floor(sourceX), top = (int)MathF.Floor(sourceY);
            float shareX = sourceX - left, shareY = sourceY - top;
            bool isOutside = left < window.Left - 1 || left > window.Right || top < window.Top - 1 || top > window.Bottom;
            if (isOutside && border == PaddingMode.Zeros)
            {
                row.Slice(x * shape.Channels, shape.Channels).Fill(black);
                continue;
            }

            int leftX = Shown(border, left, window.Left, window.Right), rightX = Shown(border, left + 1, window.Left, window.Right);
            int topY = Shown(border, top, window.Top, window.Bottom), bottomY = Shown(border, top + 1, window.Top, window.Bottom);
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                float above = Mix(Value(source, shape, leftX, topY, channel, black), Value(source, shape, rightX, topY, channel, black), shareX);
                float below = Mix(Value(source, shape, leftX, bottomY, channel, black), Value(source, shape, rightX, bottomY, channel, black), shareX);
                row[x * shape.Channels + channel] = Mix(above, below, shareY);
            }
        }
    }

    private static float Mix(float first, float second, float share) => first + (second - first) * share;

    private static float Value(ReadOnlySpan<float> source, ImageShape shape, int x, int y, int channel, float black) =>
        (x | y) < 0 ? black : source[(y * shape.Width + x) * shape.Channels + channel];

    /// <summary>The position of the window that is seen at a position; -1 for black.</summary>
    private static int Shown(PaddingMode border, int position, int least, int most)
    {
        // What is far outside (a mirrored image ends after one image) shows the nearest pixel.
        int shown = SlidingWindow.Shown(border, position - least, most - least + 1);
        return shown < 0 && border == PaddingMode.Zeros ? -1 : Math.Clamp(least + shown, least, most);
    }

    /// <summary>Narrows a range of x to where start + step * x is at least least and less than most.</summary>
    private static void Clip(ref int first, ref int end, float start, float step, int least, int most)
    {
        if (step == 0)
        {
            if (!(start >= least && start < most)) first = end;
        }
        else
        {
            float one = (least - start) / step, other = (most - start) / step;
            first = Math.Max(first, (int)Math.Clamp(MathF.Floor(Math.Min(one, other)), 0, end));
            end = Math.Min(end, (int)Math.Clamp(MathF.Ceiling(Math.Max(one, other)) + 1, 0, end));

            // The division was rounded; what is computed for a pixel decides.
            while (first < end && !IsInside(start + step * first)) first++;
            while (end > first && !IsInside(start + step * (end - 1))) end--;
        }

        if (end < first) end = first;

        bool IsInside(float position) => position >= least && position < most;
    }
}
