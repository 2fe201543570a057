namespace Microsoft.ML.ConvNet.Training;

/// <summary>
/// Changes of tone that are defined on 256 levels, in place, with torchvision's formulas for bytes: level 0 is black and level 255 white. Pixels are in H, W, C order.
/// </summary>
internal static class ToneOperations
{
    private const int Levels = 256;

    /// <summary>Keeps the highest bits of every level.</summary>
    /// <param name="bits">1 to 8.</param>
    public static void Posterize(Span<float> pixels, PixelRange range, int bits)
    {
        int mask = ~((1 << (8 - bits)) - 1);
        foreach (ref float value in pixels) value = Value(Level(value, range) & mask, range);
    }

    /// <summary>Inverts the values of this level and above.</summary>
    /// <param name="level">0 to 255.</param>
    public static void Solarize(Span<float> pixels, PixelRange range, float level)
    {
        float threshold = range.Black + level / (Levels - 1) * range.Length;
        foreach (ref float value in pixels)
        {
            if (value >= threshold) value = range.Black + (range.White - value);
        }
    }

    /// <summary>Stretches every channel so that its least value becomes black and its largest white. A channel of equal values stays.</summary>
    public static void AutoContrast(Span<float> pixels, int channels, PixelRange range)
    {
        for (int channel = 0; channel < channels; channel++)
        {
            float least = pixels[channel], most = least;
            for (int i = channel; i < pixels.Length; i += channels)
            {
                least = Math.Min(least, pixels[i]);
                most = Math.Max(most, pixels[i]);
            }

            if (!(most > least)) continue;
            float scale = range.Length / (most - least);
            for (int i = channel; i < pixels.Length; i += channels) pixels[i] = Math.Clamp(range.Black + (pixels[i] - least) * scale, range.Black, range.White);
        }
    }

    /// <summary>Spreads the levels of every channel so that all are about equally frequent.</summary>
    public static void Equalize(Span<float> pixels, int channels, PixelRange range)
    {
        Span<int> counts = stackalloc int[Levels];
        for (int channel = 0; channel < channels; channel++)
        {
            counts.Clear();
            int last = 0;
            for (int i = channel; i < pixels.Length; i += channels)
            {
                int level = Level(pixels[i], range);
                counts[level]++;
                last = Math.Max(last, level);
            }

            int step = (pixels.Length / channels - counts[last]) / (Levels - 1);
            if (step == 0) continue;

            // From the number of pixels of each level to that of all lower ones, and from that to the new level.
            int lower = 0;
            foreach (ref int count in counts)
            {
                int own = count;
                count = Math.Min((lower + step / 2) / step, Levels - 1);
                lower += own;
            }

            for (int i = channel; i < pixels.Length; i += channels) pixels[i] = Value(counts[Level(pixels[i], range)], range);
        }
    }

    private static int Level(float value, PixelRange range) => (int)Math.Clamp(MathF.Round((value - range.Black) * ((Levels - 1) / range.Length)), 0, Levels - 1);

    private static float Value(int level, PixelRange range) => range.Black + level * (range.Length / (Levels - 1));
}
