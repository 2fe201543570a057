using System.Numerics.Tensors;

namespace Microsoft.ML.ConvNet.Training;

/// <summary>Changes of colour, in place, with torchvision's formulas for floating-point images. Pixels are in H, W, C order; three channels are red, green and blue.</summary>
internal static class ColorOperations
{
    // torchvision's weights of the colours in grey.
    private const float Red = 0.2989f, Green = 0.587f, Blue = 0.114f;

    /// <summary>Multiplies by the factor: 0 gives black, 1 the image.</summary>
    public static void Brightness(Span<float> pixels, PixelRange range, float factor) => BlendWith(pixels, range.Black, range, factor);

    /// <summary>Multiplies the differences from the image's mean grey: 0 gives that grey, 1 the image. With other than three channels grey is the mean of all values.</summary>
    public static void Contrast(Span<float> pixels, int channels, PixelRange range, float factor)
    {
        double sum = 0;
        if (channels == 3)
        {
            for (int i = 0; i < pixels.Length; i += 3) sum += Grey(pixels[i], pixels[i + 1], pixels[i + 2], range);
        }
        else
        {
            foreach (float value in pixels) sum += value;
        }

        BlendWith(pixels, (float)(sum / (pixels.Length / (channels == 3 ? 3 : 1))), range, factor);
    }

    /// <summary>Multiplies the differences of every pixel from its grey: 0 gives a grey image, 1 the image. Does nothing with other than three channels.</summary>
    public static void Saturation(Span<float> pixels, int channels, PixelRange range, float factor)
    {
        if (channels != 3) return;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            float grey = (1 - factor) * Grey(pixels[i], pixels[i + 1], pixels[i + 2], range);
            for (int channel = 0; channel < 3; channel++)
            {
                ref float value = ref pixels[i + channel];
                value = Math.Clamp(factor * value + grey, range.Black, range.White);
            }
        }
    }

    /// <summary>Moves every colour along the circle of hues (HSV) by this part of it, -0.5 to 0.5. Does nothing with other than three channels.</summary>
    public static void Hue(Span<float> pixels, int channels, PixelRange range, float shift)
    {
        if (channels != 3) return;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            float red = pixels[i] - range.Black, green = pixels[i + 1] - range.Black, blue = pixels[i + 2] - range.Black;
            float most = Math.Max(red, Math.Max(green, blue)), least = Math.Min(red, Math.Min(green, blue)), spread = most - least;
            if (!(spread > 0)) continue;

            // The position on the circle in sixths: red at 0, green at 2, blue at 4.
            float position = most == red ? (green - blue) / spread : most == green ? 2 + (blue - red) / spread : 4 + (red - green) / spread;
            position += 6 * shift;
            position -= 6 * MathF.Floor(position / 6);
            int sector = (int)position % 6;
            float part = position - MathF.Floor(position);
            float falling = most - spread * part, rising = most - spread * (1 - part);
            (red, green, blue) = sector switch
            {
                0 => (most, rising, least),
                1 => (falling, most, least),
                2 => (least, most, rising),
                3 => (least, falling, most),
                4 => (rising, least, most),
                _ => (most, least, falling),
            };
            pixels[i] = red + range.Black;
            pixels[i + 1] = green + range.Black;
            pixels[i + 2] = blue + range.Black;
        }
    }

    /// <summary>Multiplies the differences from a smoothed image (3x3, the middle counts five times; its border is not smoothed): 0 gives that, 1 the image.</summary>
    /// <param name="smooth">Memory for the smoothed image.</param>
    public static void Sharpness(Span<float> pixels, ImageShape shape, PixelRange range, float factor, Span<float> smooth)
    {
        if (shape.Height <= 2 || shape.Width <= 2) return;
        int lineSize = shape.Width * shape.Channels;
        pixels.CopyTo(smooth);
        for (int y = 1; y < shape.Height - 1; y++)
        {
            int end = (y + 1) * lineSize - shape.Channels;
            for (int i = y * lineSize + shape.Channels; i < end; i++)
            {
                float sum = 4 * pixels[i];
                for (int line = i - lineSize; line <= i + lineSize; line += lineSize) sum += pixels[line - shape.Channels] + pixels[line] + pixels[line + shape.Channels];
                smooth[i] = sum / 13;
            }
        }

        TensorPrimitives.Multiply(smooth, 1 - factor, smooth);
        TensorPrimitives.MultiplyAdd(pixels, factor, smooth, pixels);
        TensorPrimitives.Clamp<float>(pixels, range.Black, range.White, pixels);
    }

    private static void BlendWith(Span<float> pixels, float other, PixelRange range, float factor)
    {
        TensorPrimitives.Multiply(pixels, factor, pixels);
        TensorPrimitives.Add(pixels, (1 - factor) * other, pixels);
        TensorPrimitives.Clamp<float>(pixels, range.Black, range.White, pixels);
    }

    // The weights sum to 0.9999, of the distance from black.
    private static float Grey(float red, float green, float blue, PixelRange range) => Red * red + Green * green + Blue * blue + (1 - Red - Green - Blue) * range.Black;
}
