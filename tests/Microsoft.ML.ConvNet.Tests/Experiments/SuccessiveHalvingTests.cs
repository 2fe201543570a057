using Microsoft.ML.ConvNet.Experiments;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>The search's decisions, apart from all training.</summary>
public sealed class SuccessiveHalvingTests
{
    private static readonly SuccessiveHalving s_halving = new(stages: 3, reductionFactor: 3);

    /// <summary>Epochs at the ends of the stages; an epoch takes a second.</summary>
    private static readonly int[] s_stages = [3, 9, 27];

    private static readonly TimeSpan s_long = TimeSpan.FromDays(1), s_firstStage = TimeSpan.FromSeconds(3);

    [Fact]
    public void OneOfThreeGoesOn()
    {
        Assert.Equal(Decision.Begin, Next());
        TrialStanding first = Waits(1, 0.5), second = Waits(2, 0.8), third = Waits(3, 0.4);
        Assert.Equal(Decision.Begin, Next(first));
        Assert.Equal(Decision.Begin, Next(first, second));
        Assert.Equal(Decision.Continue(2), Next(first, second, third));

        // The best of three has gone on; of six the best two may.
        second = Waits(2, 0.8, 0.82);
        TrialStanding fourth = Waits(4, 0.3), fifth = Waits(5, 0.2);
        Assert.Equal(Decision.Begin, Next(first, second, third, fourth, fifth));
        Assert.Equal(Decision.Continue(6), Next(first, second, third, fourth, fifth, Waits(6, 0.6)));
        Assert.Equal(Decision.Continue(1), Next(first, second, third, fourth, fifth, Waits(6, 0.45)));
    }

    [Fact]
    public void HigherStagesComeFirst() =>
        Assert.Equal(Decision.Continue(3), Next(Waits(1, 0.5, 0.6), Waits(2, 0.8, 0.7), Waits(3, 0.7, 0.9), Waits(4, 0.9), Waits(5, 0.1), Waits(6, 0.1)));

    [Fact]
    public void RunningAndFailedTrialsDoNotGoOnButCount()
    {
        var first = Done(1, 0.5, 0.6, 0.7);
        var failed = new TrialStanding(3, Scores(0.8), CanContinue: false);
        Assert.Equal(Decision.Begin, Next(first, Waits(2, 0.7), failed));
        Assert.Equal(Decision.Begin, Next(first, Waits(2, 0.7), new TrialStanding(3, Scores(0.8), IsRunning: true)));
        Assert.Equal(Decision.Continue(2), Next(first, Waits(2, 0.7), failed, Waits(4, 0.1), Waits(5, 0.1), Waits(6, 0.1)));
    }

    [Fact]
    public void OfEqualOnesThatWithLessLossGoesOnAndThenTheFirst()
    {
        Assert.Equal(Decision.Continue(2), Next(Waits(1, 0.5), Waits(3, 0.8), Waits(2, 0.8)));
        Assert.Equal(Decision.Continue(3), Next(Waits(1, 0.5), Waits(3, 0.8) with { Scores = [new TrialScore(0.8, 0.1)] }, Waits(2, 0.8)));
    }

    [Fact]
    public void WhatWasInterruptedComesFirst()
    {
        var interrupted = new TrialStanding(4, [], IsInterrupted: true);
        Assert.Equal(Decision.Continue(4), Next(Waits(1, 0.5), Waits(2, 0.8), Waits(3, 0.1), interrupted));
        Assert.Equal(Decision.Continue(4), Next(TimeSpan.FromSeconds(1), Waits(1, 0.5), interrupted));
    }

    [Fact]
    public void WithoutNewTrialsTheBestOfEachStageGoesOnAndThenItEnds()
    {
        TrialStanding first = Waits(1, 0.5), second = Waits(2, 0.8);
        Assert.Equal(Decision.Continue(2), WithoutNew(first, second));
        second = Waits(2, 0.8, 0.9);
        Assert.Equal(Decision.Continue(2), WithoutNew(first, second));
        second = Done(2, 0.8, 0.9, 0.95);
        Assert.Equal(Decision.Stop, WithoutNew(first, second));
        Assert.Equal(Decision.Wait, WithoutNew(first, second, new TrialStanding(3, [], IsRunning: true)));

        static Decision WithoutNew(params TrialStanding[] trials) => s_halving.Next(trials, canBegin: false, s_long, s_firstStage);
    }

    [Fact]
    public void TheTimeThatTheBestNeedsIsKeptForIt()
    {
        // Trial 2 needs 24 seconds to its end, and a twentieth more is kept; a new one takes 3 first.
        TrialStanding first = Waits(1, 0.5), second = Waits(2, 0.8);
        Assert.Equal(Decision.Begin, Next(TimeSpan.FromSeconds(28.3), first, second));
        Assert.Equal(Decision.Continue(2), Next(TimeSpan.FromSeconds(28.1), first, second));
        Assert.Equal(Decision.Continue(2), Next(TimeSpan.FromSeconds(18.1), first, Waits(2, 0.8, 0.81)));

        // Also from one that deserves its next stage.
        Assert.Equal(Decision.Continue(4), Next(TimeSpan.FromSeconds(100), first, Waits(2, 0.8), Waits(3, 0.2), Waits(4, 0.7, 0.9), Waits(5, 0.3), Waits(6, 0.2), Waits(7, 0.75, 0.8), Waits(8, 0.6, 0.61)));
        Assert.Equal(Decision.Continue(4), Next(TimeSpan.FromSeconds(20), first, Waits(2, 0.8), Waits(3, 0.2), Waits(4, 0.7, 0.9)));
    }

    [Fact]
    public void TheFirstTrialGetsTheTimeUnlessAnotherIsBetterByMoreThanLuck()
    {
        // Of 100 rows 80 are right: the standard error is 4.
        var halving = new SuccessiveHalving(stages: 3, reductionFactor: 3, validationRows: 100);
        Assert.Equal(Decision.Continue(1), Late(Waits(1, 0.8), Waits(2, 0.83)));
        Assert.Equal(Decision.Continue(2), Late(Waits(1, 0.8), Waits(2, 0.85)));
        Assert.Equal(Decision.Continue(2), Late(Waits(2, 0.83), Waits(3, 0.82)));

        // Compared after as many stages each.
        Assert.Equal(Decision.Continue(1), Late(Waits(1, 0.8), Waits(2, 0.83, 0.9)));
        Assert.Equal(Decision.Continue(2), Late(Waits(1, 0.8), Waits(2, 0.85, 0.9)));

        Decision Late(params TrialStanding[] trials) => halving.Next(trials, canBegin: true, TimeSpan.FromSeconds(21), s_firstStage);
    }

    [Fact]
    public void WhatIsLeftGoesToWhatComesToAnEnd()
    {
        var done = Done(1, 0.7, 0.8, 0.9);

        // Trial 2 is better, but only trial 3 comes to its end; what lacks a sixth comes near enough.
        Assert.Equal(Decision.Continue(3), Next(TimeSpan.FromSeconds(19), done, Waits(2, 0.8), Waits(3, 0.3, 0.4)));
        Assert.Equal(Decision.Continue(3), Next(TimeSpan.FromSeconds(15.1), done, Waits(2, 0.8), Waits(3, 0.3, 0.4)));

        // Nothing does: a new trial, or the next stage of one that deserves it, else any stage, else a part of the best's.
        Assert.Equal(Decision.Begin, Next(TimeSpan.FromSeconds(14), done, Waits(2, 0.6), Waits(3, 0.3, 0.4)));
        Assert.Equal(Decision.Continue(2), Next(TimeSpan.FromSeconds(14), done, Waits(2, 0.8), Waits(3, 0.3)));
        Assert.Equal(Decision.Continue(4), s_halving.Next([done, Waits(2, 0.6, 0.7), Waits(4, 0.5)], canBegin: true, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(7)));
        Assert.Equal(Decision.Continue(2), Next(TimeSpan.FromSeconds(2), done, Waits(2, 0.6, 0.7), Waits(4, 0.5)));

        // Without anything that waits a new one begins all the same.
        Assert.Equal(Decision.Begin, Next(TimeSpan.FromSeconds(2), done));
    }

    [Fact]
    public void RandomSearchHasOneStage()
    {
        var random = new SuccessiveHalving(stages: 1, 3);
        Assert.Equal(Decision.Begin, random.Next([Done(1, 0.5), Done(2, 0.6), Done(3, 0.7)], canBegin: true, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(27)));
        Assert.Equal(Decision.Stop, random.Next([Done(1, 0.5), Done(2, 0.6), Done(3, 0.7)], canBegin: false, s_long, s_firstStage));
    }

    [Fact]
    public void TheWorstThatWaitAreGivenUp()
    {
        // Not the first, however bad.
        var trials = Enumerable.Range(1, 20).Select(number => Waits(number, number == 1 ? 0.1 : 1 - number / 100.0)).ToList();
        Assert.Equal([14, 15, 16, 17, 18, 19, 20], s_halving.Hopeless(trials));
        Assert.Empty(s_halving.Hopeless(trials.GetRange(0, SuccessiveHalving.MostWaiting + 1)));
    }

    private static Decision Next(params TrialStanding[] trials) => Next(s_long, trials);

    private static Decision Next(TimeSpan remaining, params TrialStanding[] trials) => s_halving.Next(trials, canBegin: true, remaining, s_firstStage);

    private static TrialStanding Waits(int trial, params double[] metrics)
    {
        int epochs = s_stages[metrics.Length - 1];
        return new(trial, Scores(metrics)) { ToStageEnd = TimeSpan.FromSeconds(s_stages[Math.Min(metrics.Length, 2)] - epochs), ToEnd = TimeSpan.FromSeconds(s_stages[^1] - epochs) };
    }

    private static TrialStanding Done(int trial, params double[] metrics) => new(trial, Scores(metrics), CanContinue: false);

    private static TrialScore[] Scores(params double[] metrics) => [.. metrics.Select(metric => new TrialScore(metric, 1))];
}
