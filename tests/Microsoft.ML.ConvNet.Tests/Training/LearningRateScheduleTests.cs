namespace Microsoft.ML.ConvNet.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void ConstantIsConstant()
    {
        var schedule = new ConstantRate(0.01);
        for (long step = 0; step < 5; step++) Assert.Equal(0.01, schedule.Rate(step, 5));
    }

    [Fact]
    public void CosineFallsFromTheRateToZero()
    {
        var schedule = new CosineRate(0.2);
        Assert.Equal(0.2, schedule.Rate(0, 100), 12);
        Assert.Equal(0.1, schedule.Rate(50, 100), 12);
        Assert.Equal(0, schedule.Rate(100, 100), 12);
        for (long step = 1; step < 100; step++) Assert.True(schedule.Rate(step, 100) < schedule.Rate(step - 1, 100));
    }

    [Fact]
    public void WarmupRisesInAStraightLineToTheRate()
    {
        var schedule = new CosineRate(0.4, warmupSteps: 4);
        Assert.Equal(0.1, schedule.Rate(0, 24), 12);
        Assert.Equal(0.2, schedule.Rate(1, 24), 12);
        Assert.Equal(0.4, schedule.Rate(3, 24), 12);
        Assert.Equal(0.4, schedule.Rate(4, 24), 12);
        Assert.Equal(0.2, schedule.Rate(14, 24), 12);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 5)]
    [InlineData(5, 5)]
    public void NoStepHasANegativeOrInfiniteRate(long warmupSteps, long stepCount)
    {
        var schedule = new CosineRate(0.4, warmupSteps);
        for (long step = 0; step < stepCount + 3; step++) Assert.InRange(schedule.Rate(step, stepCount), 0, 0.4);
    }

    [Fact]
    public void ValuesOutOfRangeAreRefusedByName()
    {
        Assert.Contains("LearningRate", Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantRate(0)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantRate(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosineRate(double.PositiveInfinity));
        Assert.Contains("WarmupSteps", Assert.Throws<ArgumentOutOfRangeException>(() => new CosineRate(0.1, -1)).Message);
    }
}
