using Microsoft.ML.ConvNet.Experiments;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>The search's decisions, apart from all training.</summary>
public sealed class SuccessiveHalvingTests
{
    private static readonly SuccessiveHalving s_halving = new([3, 9, 27], reductionFactor: 3);

    [Theory]
    [InlineData(27, 3, new[] { 3, 9, 27 })]
    [InlineData(100, 3, new[] { 12, 34, 100 })]
    [InlineData(5, 3, new[] { 1, 2, 5 })]
    [InlineData(3, 3, new[] { 1, 3 })]
    [InlineData(1, 3, new[] { 1 })]
    [InlineData(16, 4, new[] { 1, 4, 16 })]
    [InlineData(7, int.MaxValue, new[] { 1, 7 })]
    public void StagesAreANinthAThirdAndAll(int epochs, int factor, int[] expected) => Assert.Equal(expected, SuccessiveHalving.Stages(epochs, factor));

    [Fact]
    public void TheFirstTrialGoesThroughAllStages()
    {
        Assert.Equal(Decision.Begin, Next());
        Assert.Equal(Decision.Continue(1), Next(Waits(1, 0.1)));
        Assert.Equal(Decision.Continue(1), Next(Waits(1, 0.1, 0.2), Waits(2, 0.9)));
        Assert.Equal(Decision.Begin, Next(Waits(1, 0.1, 0.2, 0.3)));
    }

    [Fact]
    public void OneOfThreeGoesOn()
    {
        TrialStanding first = Done(1, 0.5, 0.6, 0.7), second = Waits(2, 0.8), third = Waits(3, 0.4);
        Assert.Equal(Decision.Begin, Next(first, second));
        Assert.Equal(Decision.Continue(2), Next(first, second, third));

        // The best of three has gone on; of six the best two may.
        second = Waits(2, 0.8, 0.82);
        TrialStanding fourth = Waits(4, 0.3), fifth = Waits(5, 0.2);
        Assert.Equal(Decision.Begin, Next(first, second, third, fourth, fifth));
        Assert.Equal(Decision.Continue(6), Next(first, second, third, fourth, fifth, Waits(6, 0.6)));
        Assert.Equal(Decision.Begin, Next(first, second, third, fourth, fifth, Waits(6, 0.45)));
    }

    [Fact]
    public void HigherStagesComeFirst()
    {
        var first = Done(1, 0.5, 0.6, 0.7);
        Assert.Equal(Decision.Continue(3), Next(first, Waits(2, 0.8, 0.7), Waits(3, 0.7, 0.9), Waits(4, 0.9), Waits(5, 0.1), Waits(6, 0.1)));
    }

    [Fact]
    public void RunningAndFailedTrialsDoNotGoOnButCount()
    {
        var first = Done(1, 0.5, 0.6, 0.7);
        var failed = new TrialStanding(3, [0.8], CanContinue: false);
        Assert.Equal(Decision.Begin, Next(first, Waits(2, 0.7), failed));
        Assert.Equal(Decision.Begin, Next(first, Waits(2, 0.7), new TrialStanding(3, [0.8], IsRunning: true)));
        Assert.Equal(Decision.Continue(2), Next(first, Waits(2, 0.7), failed, Waits(4, 0.1), Waits(5, 0.1), Waits(6, 0.1)));
    }

    [Fact]
    public void OfEqualOnesTheFirstGoesOn() => Assert.Equal(Decision.Continue(2), Next(Done(1, 0.5, 0.6, 0.7), Waits(3, 0.8), Waits(2, 0.8)));

    [Fact]
    public void WhatWasInterruptedComesFirst() =>
        Assert.Equal(Decision.Continue(4), Next(Waits(1, 0.5), Waits(2, 0.8), Waits(3, 0.1), new TrialStanding(4, [], IsInterrupted: true)));

    [Fact]
    public void WithoutNewTrialsTheBestOfEachStageGoesOnAndThenItEnds()
    {
        TrialStanding first = Done(1, 0.5, 0.6, 0.7), second = Waits(2, 0.8);
        Assert.Equal(Decision.Continue(2), s_halving.Next([first, second], canBegin: false, isLate: false));
        second = Waits(2, 0.8, 0.9);
        Assert.Equal(Decision.Continue(2), s_halving.Next([first, second], canBegin: false, isLate: false));
        second = Done(2, 0.8, 0.9, 0.95);
        Assert.Equal(Decision.Stop, s_halving.Next([first, second, Waits(3, 0.1)], canBegin: false, isLate: false));
        Assert.Equal(Decision.Wait, s_halving.Next([first, second, new TrialStanding(3, [], IsRunning: true)], canBegin: false, isLate: false));
    }

    [Fact]
    public void LateTheBestThatWaitGoOnBeforeNewOnesBegin()
    {
        TrialStanding first = Done(1, 0.5, 0.6, 0.7), second = Done(2, 0.8, 0.9, 0.95);
        Assert.Equal(Decision.Continue(4), s_halving.Next([first, second, Waits(3, 0.1, 0.2), Waits(4, 0.3, 0.4), Waits(5, 0.6)], canBegin: true, isLate: true));
        Assert.Equal(Decision.Begin, s_halving.Next([first, second], canBegin: true, isLate: true));
    }

    [Fact]
    public void RandomSearchHasOneStage()
    {
        var random = new SuccessiveHalving([27], 3);
        Assert.Equal(Decision.Begin, random.Next([Done(1, 0.5), Done(2, 0.6), Done(3, 0.7)], canBegin: true, isLate: true));
        Assert.Equal(Decision.Stop, random.Next([Done(1, 0.5), Done(2, 0.6), Done(3, 0.7)], canBegin: false, isLate: false));
    }

    [Fact]
    public void TheWorstThatWaitAreGivenUp()
    {
        var trials = Enumerable.Range(1, 20).Select(number => Waits(number, 1 - number / 100.0)).ToList();
        Assert.Equal([14, 15, 16, 17, 18, 19, 20], s_halving.Hopeless(trials));
        Assert.Empty(s_halving.Hopeless(trials.GetRange(0, SuccessiveHalving.MostWaiting + 1)));
    }

    private static Decision Next(params TrialStanding[] trials) => s_halving.Next(trials, canBegin: true, isLate: false);

    private static TrialStanding Waits(int trial, params double[] scores) => new(trial, scores);

    private static TrialStanding Done(int trial, params double[] scores) => new(trial, scores, CanContinue: false);
}
