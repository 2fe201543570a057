using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>A straight line up to the first rate of another schedule, which then follows (Goyal et al., 2017): w warm-up steps have the rates r / w, 2 r / w to r.</summary>
/// <remarks>The other schedule counts its steps, and the length of the run, from the end of the warm-up.</remarks>
/// <seealso cref="LearningRateSchedule.WarmUp"/>
public sealed record WarmUpRate : LearningRateSchedule
{
    /// <summary>Creates the schedule.</summary>
    /// <param name="schedule">What follows.</param>
    /// <param name="steps">Steps of the warm-up, at least 0.</param>
    /// <param name="epochs">Epochs of the warm-up, in addition: at least 0, whole or not.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative or not finite.</exception>
    public WarmUpRate(LearningRateSchedule schedule, long steps = 0, double epochs = 0)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Schedule = schedule;
        Steps = steps;
        Epochs = epochs;
    }

    /// <summary>What follows.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Steps of the warm-up.</summary>
    public long Steps
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Steps), value, $"{nameof(Steps)} must be 0 or more.");
    }

    /// <summary>Epochs of the warm-up, beside its steps.</summary>
    public double Epochs { get; init => field = CheckNotNegative(value, nameof(Epochs)); }

    /// <inheritdoc/>
    public override double Rate(ScheduleStep step) => Rate(step, Schedule.Rate);

    internal override ScheduleState CreateState() => new State(this);

    private double Rate(ScheduleStep step, Func<ScheduleStep, double> following)
    {
        long steps = Steps + (long)Math.Round(Epochs * step.StepsPerEpoch);
        if (step.Step >= steps) return following(step with { Step = step.Step - steps, StepCount = step.StepCount - steps });

        // The warm-up may be longer than the run.
        var first = step with { Step = 0, StepCount = Math.Max(1, step.StepCount - steps) };
        return following(first) * (step.Step + 1) / steps;
    }

    // The schedule that follows may have a state of its own.
    private sealed class State : ScheduleState
    {
        private readonly WarmUpRate _warmUp;
        private readonly ScheduleState _following;
        private readonly Func<ScheduleStep, double> _rate;

        public State(WarmUpRate warmUp)
            : base(warmUp)
        {
            _warmUp = warmUp;
            _following = warmUp.Schedule.CreateState();
            _rate = _following.Rate;
        }

        public override bool IsAtEnd => _following.IsAtEnd;

        public override double Rate(ScheduleStep step) => _warmUp.Rate(step, _rate);

        public override void OnEpoch(EpochMetrics metrics) => _following.OnEpoch(metrics);
    }
}
