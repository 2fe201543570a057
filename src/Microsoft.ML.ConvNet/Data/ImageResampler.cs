using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Data;

/// <summary>
/// Brings decoded pictures (four bytes a pixel) to one size, as red-green-blue or grey values 0 to 255 in H, W, C order, rounded to whole numbers as a
/// resized picture would be.
/// </summary>
/// <remarks>
/// Grey is 0.3 red + 0.59 green + 0.11 blue, as in <c>ConvertToGrayscale</c>. Resizing is separable: area averages when shrinking, bilinear when enlarging.
/// Cropping and padding keep the centre in the centre; padding is 0. The same picture gives the same values on every system.
/// </remarks>
internal sealed class ImageResampler(ImageShape shape, ImageResizingEstimator.ResizingKind resizing)
{
    private const int BytesPerPixel = 4;

    private int _sourceWidth;
    private int _sourceHeight;
    private ResamplingAxis? _horizontal;
    private ResamplingAxis? _vertical;
    private float[] _rows = [];

    /// <summary>Resamples one picture.</summary>
    /// <param name="source">Row after row, four bytes a pixel.</param>
    /// <param name="width">Source width in pixels.</param>
    /// <param name="height">Source height in pixels.</param>
    /// <param name="red">Where red stands among the four bytes, 0 or 2; blue stands at the other of the two, green at 1.</param>
    /// <param name="pixels">Shape.Size values.</param>
    public void Resample(ReadOnlySpan<byte> source, int width, int height, int red, Span<float> pixels)
    {
        if (_horizontal is null || _vertical is null || width != _sourceWidth || height != _sourceHeight)
        {
            (_horizontal, _vertical) = Axes(width, height);
            (_sourceWidth, _sourceHeight) = (width, height);
        }

        int rowSize = _horizontal.Size * shape.Channels;
        int firstRow = _vertical.First(0);
        int endRow = _vertical.First(_vertical.Size - 1) + _vertical.Weights(_vertical.Size - 1).Length;
        int needed = checked((endRow - firstRow) * rowSize);
        if (_rows.Length < needed) _rows = new float[needed];
        for (int y = firstRow; y < endRow; y++)
        {
            var sourceRow = source.Slice(y * width * BytesPerPixel, width * BytesPerPixel);
            ResampleRow(sourceRow, red, _horizontal, _rows.AsSpan((y - firstRow) * rowSize, rowSize));
        }

        int left = (shape.Width - _horizontal.Size) / 2;
        int top = (shape.Height - _vertical.Size) / 2;
        pixels.Clear();
        for (int y = 0; y < _vertical.Size; y++)
        {
            var target = pixels.Slice(((top + y) * shape.Width + left) * shape.Channels, rowSize);
            var weights = _vertical.Weights(y);
            for (int tap = 0; tap < weights.Length; tap++)
            {
                var row = _rows.AsSpan((_vertical.First(y) - firstRow + tap) * rowSize, rowSize);
                for (int i = 0; i < row.Length; i++) target[i] += weights[tap] * row[i];
            }

            for (int i = 0; i < target.Length; i++) target[i] = MathF.Round(target[i]);
        }
    }

    private void ResampleRow(ReadOnlySpan<byte> source, int red, ResamplingAxis axis, Span<float> target)
    {
        for (int x = 0; x < axis.Size; x++)
        {
            float redSum = 0, greenSum = 0, blueSum = 0;
            var weights = axis.Weights(x);
            int position = axis.First(x) * BytesPerPixel;
            foreach (float weight in weights)
            {
                redSum += weight * source[position + red];
                greenSum += weight * source[position + 1];
                blueSum += weight * source[position + 2 - red];
                position += BytesPerPixel;
            }

            if (shape.Channels == 1)
            {
                target[x] = 0.3f * redSum + 0.59f * greenSum + 0.11f * blueSum;
                continue;
            }

            target[3 * x] = redSum;
            target[3 * x + 1] = greenSum;
            target[3 * x + 2] = blueSum;
        }
    }

    private (ResamplingAxis Horizontal, ResamplingAxis Vertical) Axes(int width, int height)
    {
        double horizontalScale = (double)shape.Width / width;
        double verticalScale = (double)shape.Height / height;
        switch (resizing)
        {
            case ImageResizingEstimator.ResizingKind.Fill:
                return (new(width, 0, width, shape.Width), new(height, 0, height, shape.Height));

            case ImageResizingEstimator.ResizingKind.IsoPad:
                double smaller = Math.Min(horizontalScale, verticalScale);
                return (new(width, 0, width, Extent(width * smaller, shape.Width)), new(height, 0, height, Extent(height * smaller, shape.Height)));

            case ImageResizingEstimator.ResizingKind.IsoCrop:
                double larger = Math.Max(horizontalScale, verticalScale);
                double usedWidth = Math.Min(width, shape.Width / larger);
                double usedHeight = Math.Min(height, shape.Height / larger);
                return (new(width, (width - usedWidth) / 2, usedWidth, shape.Width), new(height, (height - usedHeight) / 2, usedHeight, shape.Height));

            default:
                throw new ArgumentOutOfRangeException(nameof(resizing), resizing, "There is no such way of resizing.");
        }
    }

    private static int Extent(double size, int limit) => Math.Clamp((int)Math.Round(size), 1, limit);
}
