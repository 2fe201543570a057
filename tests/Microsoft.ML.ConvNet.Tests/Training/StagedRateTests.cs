using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public sealed class StagedRateTests
{
    private const int StepsPerEpoch = 4;

    [Fact]
    public void EverySpanOfEpochsHasAScheduleOfItsOwn()
    {
        var staged = new StagedRate([new RateStage(2, new CosineRate(0.5)), new RateStage(3, new CosineRate(0.25))]);
        for (int step = 0; step < 2 * StepsPerEpoch; step++) Assert.Equal(0.5 * (1 + Math.Cos(Math.PI * step / 8)) / 2, Rate(staged, step));
        for (int step = 0; step < 3 * StepsPerEpoch; step++) Assert.Equal(0.25 * (1 + Math.Cos(Math.PI * step / 12)) / 2, Rate(staged, 8 + step));
    }

    [Fact]
    public void WavesOfOneRateThatGrowAreCosineRestarts()
    {
        var staged = new StagedRate([.. new[] { 2, 6, 18 }.Select(epochs => new RateStage(epochs, new CosineRate(0.1)))]);
        var restarts = new CosineRestartsRate(0.1, epochs: 2, factor: 3);
        for (int step = 0; step < 26 * StepsPerEpoch; step++) Assert.Equal(Rate(restarts, step), Rate(staged, step), 1e-15);
    }

    [Fact]
    public void WhatCountsEpochsCountsThoseOfItsStage()
    {
        var staged = new StagedRate([new RateStage(2, new MultiStepRate(1, [1])), new RateStage(3, new MultiStepRate(1, [2])), new RateStage(2, new CosineRate(1).WarmUp(epochs: 1))]);
        Assert.Equal([1, 0.1, 1, 1, 0.1, 0.25, 1], new[] { 0, 1, 2, 3, 4, 5, 6 }.Select(epoch => Rate(staged, epoch * StepsPerEpoch)));

        // Beyond the last stage its schedule goes on.
        Assert.Equal(0, Rate(staged, 7 * StepsPerEpoch));
    }

    [Fact]
    public void AScheduleThatFollowsTheLossIsToldOfTheEpochsOfItsStage()
    {
        var plateau = new PlateauRate(1, patience: 0) { MaximumReductions = 1 };
        var state = new StagedRate([new RateStage(3, plateau), new RateStage(4, plateau)]).CreateState();
        var rates = new List<double>();
        for (int epoch = 1; epoch <= 6; epoch++)
        {
            Assert.False(state.IsAtEnd);
            rates.Add(state.Rate(new ScheduleStep((epoch - 1) * StepsPerEpoch, 7 * StepsPerEpoch, StepsPerEpoch)));
            state.OnEpoch(Metrics(epoch));
        }

        // The second stage begins with an epoch that counts as progress.
        Assert.Equal([1, 1, 0.1, 1, 1, 0.1], rates);
        Assert.True(state.IsAtEnd);
    }

    [Fact]
    public void TheLastQuarterOfAStageIsSettled()
    {
        var rate = new CosineRate(1);
        var state = new StagedRate([new RateStage(5, rate), new RateStage(1, rate), new RateStage(8, rate)]).CreateState();
        Assert.Equal([0, 0, 0, 1, 1, 2, 0, 0, 0, 0, 0, 0, 3, 3], Enumerable.Range(1, 14).Select(state.SettledWave));
        Assert.Equal(1, rate.CreateState().SettledWave(1));
    }

    [Fact]
    public void EqualStagesAreEqual()
    {
        static StagedRate Staged(int epochs) => new([new RateStage(2, new CosineRate(1)), new RateStage(epochs, new CosineRate(1))]);
        Assert.Equal(Staged(3), Staged(3));
        Assert.NotEqual(Staged(3), Staged(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StagedRate([]));
    }

    private static double Rate(LearningRateSchedule schedule, int step) => schedule.Rate(new ScheduleStep(step, 100 * StepsPerEpoch, StepsPerEpoch));

    private static EpochMetrics Metrics(int epoch) => new() { Epoch = epoch, Step = epoch, LearningRate = 1, Loss = 1, Accuracy = 1, ImagesPerSecond = 1, Elapsed = default };
}
