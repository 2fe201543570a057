using ImageClassifier.Reporting;
using Microsoft.ML.ConvNet;

namespace ImageClassifier.Tests;

public class TrainingTextTests
{
    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 0 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(3599.7, "1 h 0 min")]
    [InlineData(180_000, "50 h 0 min")]
    public void DurationsAreSaidAsPeopleSayThem(double seconds, string expected) =>
        Assert.Equal(expected, TrainingText.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void ProgressIsOneLine()
    {
        var progress = new ConvNetProgress(
            Epoch: 1, EpochCount: 10, RowsDone: 12_800, RowCount: 60_000, Loss: 0.521, ImagesPerSecond: 5120.4, Remaining: TimeSpan.FromSeconds(180));
        Assert.Equal("Epoch 1/10: 12,800 of 60,000 pictures, loss 0.5210, 5,120 images/s, 3 min 0 s left", TrainingText.Of(progress));
    }
}
