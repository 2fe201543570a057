using ImageClassifier.Pictures;

namespace ImageClassifier.Tests;

public class PictureSizeTests
{
    [Theory]
    [InlineData("32", 32, 32)]
    [InlineData("64x48", 64, 48)]
    public void NumbersAndPairsAreRead(string text, int width, int height)
    {
        Assert.True(PictureSize.TryParse(text, out PictureSize? size));
        Assert.Equal(new PictureSize(width, height), size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("3x")]
    [InlineData("x3")]
    [InlineData("3x4x5")]
    [InlineData("3.5")]
    public void AnythingElseIsNot(string text) => Assert.False(PictureSize.TryParse(text, out _));
}
