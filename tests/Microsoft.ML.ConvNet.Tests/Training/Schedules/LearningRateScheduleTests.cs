using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet.Tests.Training;

public class LearningRateScheduleTests
{
    public static TheoryData<string> Golden => [.. OptimizerGolden.Values.Schedules.Select(one => one.Schedule)];

    /// <summary>The rates of every step against PyTorch's (tests/golden/optimizers.py).</summary>
    [Theory]
    [MemberData(nameof(Golden))]
    public void EqualsPyTorch(string name)
    {
        LearningRateSchedule schedule = name switch
        {
            "cosine" => new CosineRate(0.1),
            "step" => new StepRate(0.1, 2, 0.3),
            "multi-step" => new MultiStepRate(0.1, [2, 5]),
            "exponential" => new ExponentialRate(0.1, 0.7),
            "polynomial" => new PolynomialRate(0.1, 2),
            "restarts" => new CosineRestartsRate(0.1, 1, 2, 0.01),
            "one-cycle" => new OneCycleRate(0.1),
            "warm-up" => new CosineRate(0.1).WarmUp(steps: 4),
            _ => throw new InvalidDataException(name),
        };
        var golden = OptimizerGolden.Values.Schedules.Single(one => one.Schedule == name);
        var state = schedule.CreateState();
        for (int step = 0; step < golden.Rates.Length; step++)
            Assert.Equal(golden.Rates[step], state.Rate(new ScheduleStep(step, golden.Rates.Length, golden.StepsPerEpoch)), 1e-13);
    }

    [Fact]
    public void PlateauEqualsPyTorch()
    {
        var golden = OptimizerGolden.Values.Plateau;
        Assert.Equal(golden.Rates, Rates(new PlateauRate(0.1, patience: 2, factor: 0.5), golden.Losses));
    }

    [Fact]
    public void PlateauEndsTheRunAfterItsReductions()
    {
        var state = new PlateauRate(0.1, patience: 0) { MaximumReductions = 2 }.CreateState();
        double[] losses = [1, 1, 1];
        foreach (double loss in losses)
        {
            state.OnEpoch(Epoch(loss));
            Assert.False(state.IsAtEnd);
        }

        Assert.Equal(0.001, state.Rate(default), 1e-12);
        state.OnEpoch(Epoch(1));
        Assert.True(state.IsAtEnd);
    }

    [Fact]
    public void PlateauPrefersTheValidationLoss()
    {
        var state = new PlateauRate(0.1, patience: 0).CreateState();
        state.OnEpoch(Epoch(1) with { ValidationLoss = 3 });
        state.OnEpoch(Epoch(0.5) with { ValidationLoss = 3 });
        Assert.Equal(0.01, state.Rate(default), 1e-12);
    }

    [Fact]
    public void AWarmUpLeadsIntoASchedule()
    {
        var plateau = new PlateauRate(0.4, patience: 0) { MaximumReductions = 0 }.WarmUp(steps: 1, epochs: 1.5).CreateState();
        Assert.Equal(0.1, plateau.Rate(new ScheduleStep(0, 100, 2)), 1e-12);
        Assert.Equal(0.4, plateau.Rate(new ScheduleStep(3, 100, 2)), 1e-12);
        Assert.Equal(0.4, plateau.Rate(new ScheduleStep(4, 100, 2)), 1e-12);
        plateau.OnEpoch(Epoch(1));
        Assert.False(plateau.IsAtEnd);
        plateau.OnEpoch(Epoch(1));
        Assert.True(plateau.IsAtEnd);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 5)]
    [InlineData(5, 5)]
    public void NoStepHasANegativeOrInfiniteRate(long warmUpSteps, long stepCount)
    {
        LearningRateSchedule[] schedules =
        [
            new ConstantRate(0.4), new StepRate(0.4, 1), new MultiStepRate(0.4, [1, 2]), new PlateauRate(0.4), new ExponentialRate(0.4, 0.9), new PolynomialRate(0.4), new CosineRate(0.4),
            new CosineRestartsRate(0.4, 1), new OneCycleRate(0.4),
        ];
        foreach (var schedule in schedules)
        {
            for (long step = 0; step < stepCount + 3; step++)
            {
                Assert.InRange(schedule.Rate(new ScheduleStep(step, stepCount, 2)), 0, 0.4);
                Assert.InRange(schedule.WarmUp(warmUpSteps).Rate(new ScheduleStep(step, stepCount, 2)), 0, 0.4);
            }
        }
    }

    [Fact]
    public void SchedulesAreValues()
    {
        Assert.Equal(new MultiStepRate(0.1, [2, 5]), new MultiStepRate(0.1, [2, 5]));
        Assert.NotEqual(new MultiStepRate(0.1, [2, 5]), new MultiStepRate(0.1, [2, 6]));
        Assert.Equal(new CosineRate(0.1).WarmUp(5), new CosineRate(0.1).WarmUp(5));
        Assert.Contains("2, 5", new MultiStepRate(0.1, [2, 5]).ToString());
    }

    [Fact]
    public void ValuesOutOfRangeAreRefusedByName()
    {
        Refuses("LearningRate", () => new ConstantRate(0));
        Refuses("LearningRate", () => new ConstantRate(double.NaN));
        Refuses("LearningRate", () => new CosineRate(double.PositiveInfinity));
        Refuses("Steps", () => new CosineRate(0.1).WarmUp(-1));
        Refuses("Epochs", () => new CosineRate(0.1).WarmUp(epochs: double.NaN));
        Refuses("Epochs", () => new StepRate(0.1, 0));
        Refuses("Factor", () => new StepRate(0.1, 1, 0));
        Refuses("Epochs", () => new MultiStepRate(0.1, [3, 2]));
        Refuses("Patience", () => new PlateauRate(0.1, -1));
        Refuses("Factor", () => new ExponentialRate(0.1, 1.1));
        Refuses("Power", () => new PolynomialRate(0.1, 0));
        Refuses("LowestRate", () => new CosineRestartsRate(0.1, 1, 1, -1));
        Refuses("RisingShare", () => new OneCycleRate(0.1) { RisingShare = 1 });
    }

    private static void Refuses(string name, Func<object> create) => Assert.Contains(name, Assert.Throws<ArgumentOutOfRangeException>(create).Message);

    private static double[] Rates(LearningRateSchedule schedule, double[] losses)
    {
        var state = schedule.CreateState();
        return [.. losses.Select(loss =>
        {
            double rate = state.Rate(default);
            state.OnEpoch(Epoch(loss));
            return rate;
        })];
    }

    private static EpochMetrics Epoch(double loss) => new() { Epoch = 1, Step = 1, LearningRate = 0.1, Loss = loss, Accuracy = 0.5, ImagesPerSecond = 1, Elapsed = TimeSpan.Zero };
}
