using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

public sealed class SoftmaxTests
{
    [Theory]
    [InlineData(new[] { 0f, 0, 0, 0 }, new[] { 0.25f, 0.25f, 0.25f, 0.25f })]
    [InlineData(new[] { 1000f, 1000, -1000 }, new[] { 0.5f, 0.5f, 0 })]
    [InlineData(new[] { -1000f, -1001 }, new[] { 0.7310586f, 0.26894143f })]
    [InlineData(new[] { 3e38f, -3e38f }, new[] { 1f, 0 })]
    [InlineData(new[] { float.NegativeInfinity, 5 }, new[] { 0f, 1 })]
    public void GivesSharesOfTheExponentials(float[] logits, float[] expected)
    {
        var probabilities = new float[logits.Length];
        Softmax.Compute(logits, probabilities);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], probabilities[i], 1e-6);
    }

    [Theory]
    [InlineData(new[] { 1f, float.NaN, 2 })]
    [InlineData(new[] { 1f, float.PositiveInfinity, 2 })]
    [InlineData(new[] { float.NegativeInfinity, float.NegativeInfinity })]
    public void GivesNaNWhereThereAreNoShares(float[] logits)
    {
        var probabilities = new float[logits.Length];
        Softmax.Compute(logits, probabilities);
        Assert.All(probabilities, value => Assert.True(float.IsNaN(value)));
        Assert.Equal(0u, ScoreGetters.PredictedLabel(probabilities));
    }

    [Fact]
    public void TheFirstOfEqualProbabilitiesIsPredicted()
    {
        Assert.Equal(2u, ScoreGetters.PredictedLabel([0.1f, 0.4f, 0.1f, 0.4f]));
        Assert.Equal(1u, ScoreGetters.PredictedLabel([0, 0]));
    }
}
