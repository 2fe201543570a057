using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public class CrossEntropyTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1000)]
    public void EqualLogitsCostTheLogarithmOfTheClassCount(int classes)
    {
        var logits = new float[classes];
        logits.AsSpan().Fill(-3.5f);
        Assert.Equal(Math.Log(classes), CrossEntropy.OfRow(logits, classes - 1, out int predicted), 12);
        Assert.Equal(0, predicted);
    }

    [Fact]
    public void EqualsTheDefinition()
    {
        float[] logits = [0.5f, -1.25f, 2];
        double sum = Math.Exp(0.5) + Math.Exp(-1.25) + Math.Exp(2);
        for (int label = 0; label < 3; label++)
        {
            Assert.Equal(-Math.Log(Math.Exp(logits[label]) / sum), CrossEntropy.OfRow(logits, label, out int predicted), 12);
            Assert.Equal(2, predicted);
        }
    }

    [Fact]
    public void HugeLogitsCostTheirTrueLoss()
    {
        float[] logits = [-2e30f, 1e30f];
        Assert.Equal(0, CrossEntropy.OfRow(logits, 1, out _));
        Assert.Equal((double)1e30f - -2e30f, CrossEntropy.OfRow(logits, 0, out _), 1e16);
        Assert.Equal(1000, CrossEntropy.OfRow([0, 1000], 0, out _), 9);
        Assert.Equal(0, CrossEntropy.OfRow([-1000, -1000, 0], 2, out _));
    }

    [Theory]
    [InlineData(float.NaN, 0f)]
    [InlineData(0f, float.NaN)]
    [InlineData(float.PositiveInfinity, 0f)]
    [InlineData(0f, float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity, float.NegativeInfinity)]
    public void LogitsThatAreNoNumbersAreNotHidden(float first, float second)
    {
        Assert.True(double.IsNaN(CrossEntropy.OfRow([first, second], 0, out _)));
    }
}
