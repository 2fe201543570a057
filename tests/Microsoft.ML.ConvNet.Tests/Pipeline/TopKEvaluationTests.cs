using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

public sealed class TopKEvaluationTests
{
    private readonly MLContext _mlContext = new(1);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(5, 3)]
    [InlineData(1000, 3)]
    public void KIsAtMostTheNumberOfClasses(int asked, int taken)
    {
        // The fake engine's first class is right for every row but the last.
        var view = new TestView(6, TestColumn.Images(row => row == 5 ? 0 : row), TestColumn.Label());
        var metrics = _mlContext.MulticlassClassification.EvaluateTopK(TestModels.Transformer().Transform(view), asked);
        Assert.Equal(taken, metrics.TopKPredictionCount);
        Assert.Equal(taken, metrics.TopKAccuracyForAllK.Count);
        Assert.Equal(5 / 6.0, metrics.TopKAccuracyForAllK[0], 12);
        if (taken == 3) Assert.Equal(1, metrics.TopKAccuracy, 12);
    }

    [Fact]
    public void WhatDoesNotFitIsNamed()
    {
        var scored = TestModels.Transformer().Transform(new TestView(6, TestColumn.Images(), TestColumn.Label()));
        Assert.Throws<ArgumentOutOfRangeException>("topK", () => _mlContext.MulticlassClassification.EvaluateTopK(scored, 0));
        Assert.Contains("'Nothing'", Assert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MulticlassClassification.EvaluateTopK(scored, 5, scoreColumnName: "Nothing")).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _mlContext.MulticlassClassification.EvaluateTopK(scored, 5, scoreColumnName: "Label"));
    }
}
