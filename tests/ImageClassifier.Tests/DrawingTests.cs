using System.Numerics;
using ImageClassifier.Drawing;
using ImageClassifier.Pictures;
using Microsoft.ML.Data;

namespace ImageClassifier.Tests;

public sealed class DrawingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryShapeStaysInTheUnitCircleAndHasAnInside()
    {
        foreach (Shape shape in Shape.All)
        {
            int inside = 0;
            for (float y = -1.5f; y <= 1.5f; y += 0.05f)
            {
                for (float x = -1.5f; x <= 1.5f; x += 0.05f)
                {
                    var point = new Vector2(x, y);
                    if (shape.SignedDistance(point) >= 0) continue;
                    inside++;
                    Assert.True(point.Length() <= 1.12f, $"{shape.Name} reaches {point}");
                }
            }

            // At least an eighth of the circle's area of about 1256 points.
            Assert.True(inside > 157, $"{shape.Name} covers {inside} points");
        }
    }

    [Theory]
    [InlineData("square", 0, 0, -0.7f)]
    [InlineData("square", 1, 0, 0.3f)]
    [InlineData("circle", 0, 0.85f, 0)]
    [InlineData("ring", 0, 0, 0.48f)]
    public void SignedDistancesAreDistances(string name, float x, float y, float expected)
    {
        Shape shape = Shape.All.Single(shape => shape.Name == name);
        Assert.Equal(expected, shape.SignedDistance(new Vector2(x, y)), 0.0001f);
    }

    [Fact]
    public void ASetIsWrittenAsClassFoldersOfReadablePicturesThatDiffer()
    {
        int count = new PictureSet(Size: 24, TrainPerClass: 2, TestPerClass: 1, NewPerClass: 1, Seed: 3).Write(_folder.Path, CancellationToken.None);
        Assert.Equal(4 * Shape.All.Count, count);
        PictureSplit split = PictureFolder.ReadTrainAndTest(_folder.Path, testFraction: 0.5, seed: 1);
        Assert.Equal(Shape.All.Select(shape => shape.Name), split.Second.Select(picture => picture.Label));
        Assert.Equal(Shape.All.Count, Directory.GetFiles(_folder.Combine("new")).Length);

        var contents = new HashSet<string>();
        foreach (string file in Directory.GetFiles(_folder.Path, "*.png", SearchOption.AllDirectories))
        {
            using MLImage image = MLImage.CreateFromFile(file);
            Assert.Equal((24, 24), (image.Width, image.Height));
            Assert.True(contents.Add(Convert.ToHexString(image.Pixels)), $"{file} is a copy of another picture");
        }
    }

    [Fact]
    public void TheSeedDecides()
    {
        Shape shape = Shape.All[0];
        Assert.Equal(Pixels(7), Pixels(7));
        Assert.NotEqual(Pixels(7), Pixels(8));

        byte[] Pixels(int seed)
        {
            using MLImage image = PicturePainter.Paint(shape, size: 16, new Random(seed)).ToImage();
            return image.Pixels.ToArray();
        }
    }

    [Fact]
    public void TheFormatIsReadFromThePicturesUnlessGiven()
    {
        new PictureSet(Size: 24, TrainPerClass: 1, TestPerClass: 1, NewPerClass: 0, Seed: 3).Write(_folder.Path, CancellationToken.None);
        IReadOnlyList<Picture> pictures = PictureFolder.ReadTest(_folder.Path);
        Assert.Equal(new PictureFormat(new PictureSize(24, 24), Grayscale: false), PictureFormat.Choose(pictures, size: null, grayscale: null));
        Assert.Equal(new PictureFormat(new PictureSize(20, 10), Grayscale: true), PictureFormat.Choose(pictures, new PictureSize(20, 10), grayscale: true));

        byte[] grayPixels = [.. Enumerable.Repeat((byte)200, 8 * 8 * 4)];
        using (MLImage gray = MLImage.CreateFromPixels(8, 8, MLPixelFormat.Bgra32, grayPixels)) gray.Save(_folder.Combine("gray.png"));
        Picture[] grayPictures = [new() { ImagePath = _folder.Combine("gray.png") }];
        Assert.Equal(new PictureFormat(new PictureSize(8, 8), Grayscale: true), PictureFormat.Choose(grayPictures, size: null, grayscale: null));

        // Sizes that differ are no common size.
        Assert.Equal(new PictureSize(64, 64), PictureFormat.Choose([.. pictures, .. grayPictures], size: null, grayscale: null).Size);
    }

    [Fact]
    public void APictureThatCannotBeReadIsNamed()
    {
        _folder.Touch("broken.png");
        Picture[] broken = [new() { ImagePath = _folder.Combine("broken.png") }];
        var exception = Assert.Throws<UserException>(() => PictureFormat.Choose(broken, size: null, grayscale: null));
        Assert.Contains("broken.png", exception.Message, StringComparison.Ordinal);
    }
}
