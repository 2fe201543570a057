using Microsoft.ML.ConvNet.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Tests.Data;

public class ImageResamplerTests
{
    private const ImageResizingEstimator.ResizingKind Fill = ImageResizingEstimator.ResizingKind.Fill;
    private const ImageResizingEstimator.ResizingKind IsoCrop = ImageResizingEstimator.ResizingKind.IsoCrop;
    private const ImageResizingEstimator.ResizingKind IsoPad = ImageResizingEstimator.ResizingKind.IsoPad;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void SameSizeCopiesThePixelsAsRedGreenBlue(int red)
    {
        byte[] source = red == 0 ? [1, 2, 3, 255, 4, 5, 6, 255] : [3, 2, 1, 255, 6, 5, 4, 255];
        foreach (var kind in new[] { Fill, IsoCrop, IsoPad })
            Assert.Equal([1, 2, 3, 4, 5, 6], Resample(new(3, 1, 2), kind, source, 2, 1, red));
    }

    [Fact]
    public void GreyWeightsTheColoursAsConvertToGrayscaleDoes()
    {
        byte[] source = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255, 77, 77, 77, 255];
        float[] expected = [.. new[] { 255 * 0.3, 255 * 0.59, 255 * 0.11, 255, 77 }.Select(value => (float)Math.Round(value))];

        // 76.5 may go either way.
        Assert.All(Resample(new(1, 1, 5), Fill, source, 5, 1).Zip(expected), pair => Assert.InRange(pair.First, pair.Second - 1, pair.Second + 1));
        Assert.Equal([255, 77], Resample(new(1, 1, 5), Fill, source, 5, 1)[3..]);
    }

    [Fact]
    public void ShrinkingAverages()
    {
        Assert.Equal([15, 35], Resample(new(1, 1, 2), Fill, Grey(10, 20, 30, 40), 4, 1));
        Assert.Equal([25], Resample(new(1, 1, 1), Fill, Grey(10, 20, 30, 40), 2, 2));

        // Three pixels to two: each output covers one and a half.
        Assert.Equal([20, 80], Resample(new(1, 1, 2), Fill, Grey(0, 60, 90), 3, 1));
        Assert.Equal([20, 80], Resample(new(1, 2, 1), Fill, Grey(0, 60, 90), 1, 3));
    }

    [Fact]
    public void EnlargingInterpolatesBetweenCentres()
    {
        Assert.Equal([0, 25, 75, 100], Resample(new(1, 1, 4), Fill, Grey(0, 100), 2, 1));
        Assert.Equal([0, 25, 75, 100], Resample(new(1, 4, 1), Fill, Grey(0, 100), 1, 2));
        Assert.Equal([9, 9, 9, 9, 9, 9], Resample(new(1, 2, 3), Fill, Grey(9), 1, 1));
    }

    [Fact]
    public void CroppingKeepsTheCentre()
    {
        Assert.Equal([20, 30], Resample(new(1, 1, 2), IsoCrop, Grey(10, 20, 30, 40), 4, 1));
        Assert.Equal([20, 30], Resample(new(1, 2, 1), IsoCrop, Grey(10, 20, 30, 40), 1, 4));

        // An odd remainder: half a pixel goes on each side.
        Assert.Equal([15, 25], Resample(new(1, 1, 2), IsoCrop, Grey(10, 20, 30), 3, 1));
    }

    [Fact]
    public void PaddingKeepsTheWholePictureBetweenZeros()
    {
        Assert.Equal([0, 0, 15, 35, 0, 0], Resample(new(1, 3, 2), IsoPad, Grey(10, 20, 30, 40, 10, 20, 30, 40), 4, 2));
        Assert.Equal([0, 7, 0], Resample(new(1, 1, 3), IsoPad, Grey(7, 7), 1, 2));
    }

    [Fact]
    public void OneResamplerServesPicturesOfManySizes()
    {
        var resampler = new ImageResampler(new(1, 1, 2), Fill);
        var pixels = new float[2];
        byte[][] pictures = [[10, 20, 30, 40], [1, 2], [10, 20, 30, 40], [0, 60, 90]];
        float[][] expected = [[15, 35], [1, 2], [15, 35], [20, 80]];
        for (int i = 0; i < pictures.Length; i++)
        {
            resampler.Resample(Grey(pictures[i]), pictures[i].Length, 1, 0, pixels);
            Assert.Equal(expected[i], pixels);
        }
    }

    [Fact]
    public void EqualPixelsStayEqualAtEveryRatio()
    {
        foreach (var kind in new[] { Fill, IsoCrop })
        {
            for (int width = 1; width <= 40; width += 3)
            {
                for (int height = 1; height <= 40; height += 4)
                {
                    byte[] source = Grey([.. Enumerable.Repeat((byte)201, width * height)]);
                    Assert.All(Resample(new(3, 7, 13), kind, source, width, height), value => Assert.Equal(201, value));
                }
            }
        }
    }

    private static float[] Resample(ImageShape shape, ImageResizingEstimator.ResizingKind kind, byte[] source, int width, int height, int red = 0)
    {
        var pixels = Enumerable.Repeat(-1f, shape.Size).ToArray();
        new ImageResampler(shape, kind).Resample(source, width, height, red, pixels);
        return pixels;
    }

    private static byte[] Grey(params byte[] values) => [.. values.SelectMany(value => new byte[] { value, value, value, 255 })];
}
