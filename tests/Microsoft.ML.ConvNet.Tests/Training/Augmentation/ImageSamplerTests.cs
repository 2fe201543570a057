using Microsoft.ML.ConvNet.Tensors;
using Microsoft.ML.ConvNet.Tests.Kernels;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>The sampler's fast paths against its definition in double precision: four neighbours of every pixel, looked up one by one.</summary>
public class ImageSamplerTests
{
    private const float Black = -7;

    [Theory]
    [InlineData(PaddingMode.Zeros)]
    [InlineData(PaddingMode.Replicate)]
    [InlineData(PaddingMode.Reflect)]
    public void EqualsItsDefinition(PaddingMode border)
    {
        foreach (var shape in new[] { new ImageShape(1, 1, 1), new ImageShape(1, 5, 8), new ImageShape(3, 7, 4), new ImageShape(2, 9, 9), new ImageShape(5, 2, 3) })
        {
            float[] source = Numbers.Normal(shape.Size, seed: 1), target = new float[shape.Size];
            foreach (var map in Maps(shape))
            {
                foreach (var window in new[] { PixelWindow.Of(shape), new PixelWindow(shape.Width / 3, shape.Height / 2, shape.Width - 1, shape.Height / 2) })
                {
                    ImageSampler.Sample(source, shape, map, border, window, Black, target);
                    AssertEqual(Definition(source, shape, map, border, window), target, $"{map}, {border}, {window} of {shape}");
                }
            }
        }
    }

    [Fact]
    public void MapsOneAfterTheOtherAreOneMap()
    {
        var shape = new ImageShape(1, 9, 11);
        var first = PixelMap.Affine(shape, 20, scale: 1.2, shearX: 5, right: 2);
        foreach (var second in new[] { PixelMap.HorizontalFlip(shape), PixelMap.VerticalFlip(shape), PixelMap.Translation(3, -2), PixelMap.Affine(shape, -70, shearY: 8) })
        {
            var both = second.After(first);
            foreach (var (x, y) in new[] { (0, 0), (10, 0), (3, 8) })
            {
                var (middleX, middleY) = At(second, x, y);
                var (expectedX, expectedY) = At(first, middleX, middleY);
                var (actualX, actualY) = At(both, x, y);
                Assert.Equal(expectedX, actualX, 1e-9);
                Assert.Equal(expectedY, actualY, 1e-9);
            }
        }
    }

    private static IEnumerable<PixelMap> Maps(ImageShape shape)
    {
        yield return PixelMap.Identity;
        yield return PixelMap.HorizontalFlip(shape);
        yield return PixelMap.VerticalFlip(shape).After(PixelMap.HorizontalFlip(shape));
        for (ulong draw = 0; draw < 40; draw++)
        {
            double Draw(double most, ulong index) => most * (2 * CounterRandom.Uniform(5, draw, index) - 1);
            double right = Math.Round(Draw(6, 0)), down = Math.Round(Draw(6, 1));
            yield return PixelMap.Translation(right, down);
            yield return PixelMap.Translation(right, down).After(PixelMap.HorizontalFlip(shape));
            yield return PixelMap.Translation(Draw(3, 2), Draw(3, 3));
            yield return PixelMap.Affine(shape, Draw(180, 4), 1 + Draw(0.7, 5), Draw(40, 6), Draw(40, 7), right, down);
            yield return PixelMap.Crop(shape, 0, 0, 1 + (int)(draw % (ulong)shape.Width), 1 + (int)(draw % (ulong)shape.Height));
        }
    }

    private static double[] Definition(float[] source, ImageShape shape, PixelMap map, PaddingMode border, PixelWindow window)
    {
        double[] result = new double[source.Length];
        for (int i = 0; i < result.Length; i++)
        {
            var (pixel, channel) = Math.DivRem(i, shape.Channels);
            var (y, x) = Math.DivRem(pixel, shape.Width);
            var (sourceX, sourceY) = At(map, x, y);
            double left = Math.Floor(sourceX), top = Math.Floor(sourceY), shareX = sourceX - left, shareY = sourceY - top;
            result[i] = (1 - shareY) * ((1 - shareX) * Value(left, top) + shareX * Value(left + 1, top))
                + shareY * ((1 - shareX) * Value(left, top + 1) + shareX * Value(left + 1, top + 1));

            double Value(double valueX, double valueY)
            {
                int columns = Place((int)valueX, window.Left, window.Right), rows = Place((int)valueY, window.Top, window.Bottom);
                return columns < 0 || rows < 0 ? Black : source[(rows * shape.Width + columns) * shape.Channels + channel];
            }
        }

        return result;

        int Place(int position, int least, int most)
        {
            if (position >= least && position <= most) return position;
            if (border == PaddingMode.Zeros) return -1;
            int mirrored = position < least ? 2 * least - position : 2 * most - position;
            return Math.Clamp(border == PaddingMode.Reflect ? mirrored : position, least, most);
        }
    }

    private static (double X, double Y) At(PixelMap map, double x, double y) => (map.XX * x + map.XY * y + map.X0, map.YX * x + map.YY * y + map.Y0);

    private static void AssertEqual(double[] expected, float[] actual, string what)
    {
        // Positions are single-precision numbers of up to some twenty pixels; neighbours differ by up to some ten.
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-4, $"{what}: value {i} is {actual[i]}, expected {expected[i]}.");
    }
}
