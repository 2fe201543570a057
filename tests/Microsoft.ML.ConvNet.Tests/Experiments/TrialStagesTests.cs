using Microsoft.ML.ConvNet.Experiments;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>At which epochs trials are compared.</summary>
public sealed class TrialStagesTests
{
    [Theory]
    [InlineData(27, 3, new[] { 9, 27 })]
    [InlineData(100, 3, new[] { 12, 34, 100 })]
    [InlineData(135, 3, new[] { 5, 15, 45, 135 })]
    [InlineData(1000, 3, new[] { 38, 112, 334, 1000 })]
    [InlineData(12, 3, new[] { 12 })]
    [InlineData(13, 3, new[] { 5, 13 })]
    [InlineData(1, 3, new[] { 1 })]
    [InlineData(80, 4, new[] { 5, 20, 80 })]
    [InlineData(7, int.MaxValue, new[] { 7 })]
    public void StagesAreReducedWhileTheFirstIsNotTooShort(int epochs, int factor, int[] expected) => Assert.Equal(expected, TrialStages.OfFirst(epochs, factor));

    [Theory]
    [InlineData(1, new[] { 5, 15, 45 })]
    [InlineData(2.5, new[] { 2, 6, 18 })]
    [InlineData(0.4, new[] { 12, 38, 112 })]
    [InlineData(100, new[] { 1, 2, 3 })] // rising, whatever it costs
    [InlineData(double.PositiveInfinity, new[] { 1, 2, 3 })]
    public void OtherNetworksGetEpochsForTheSameTime(double cost, int[] expected) => Assert.Equal(expected, TrialStages.OfCost([5, 15, 45], cost));
}
