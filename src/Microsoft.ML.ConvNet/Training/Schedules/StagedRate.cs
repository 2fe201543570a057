using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Training;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// One schedule after the other, each laid out over the epochs of its stage as if they were a run of their own: warm restarts (SGDR; Loshchilov and Hutter, 2017) of any schedule, over stages of any length.
/// </summary>
internal sealed record StagedRate : LearningRateSchedule
{
    /// <summary>In the last quarter of a stage its rate has come down, of a cosine to a seventh and less.</summary>
    private const int SettledPart = 4;

    /// <param name="stages">The stages, at least one; the last one's schedule also has the steps that follow.</param>
    public StagedRate(ImmutableArray<RateStage> stages)
    {
        ArgumentOutOfRangeException.ThrowIfZero(stages.Length, nameof(stages));
        Stages = stages;
    }

    public ImmutableArray<RateStage> Stages { get; }

    public override double Rate(ScheduleStep step)
    {
        int stage = StageOf(step.Epoch, out long before);
        return Stages[stage].Schedule.Rate(Within(stage, before, step));
    }

    public bool Equals(StagedRate? other) => other is not null && Stages.AsSpan().SequenceEqual(other.Stages.AsSpan());

    public override int GetHashCode() => Stages.Length;

    internal override ScheduleState CreateState() => new State(this);

    /// <summary>The stage of an epoch.</summary>
    /// <param name="epoch">Epochs that are completed.</param>
    /// <param name="before">Epochs of the stages before.</param>
    private int StageOf(long epoch, out long before)
    {
        before = 0;
        int stage = 0;
        while (stage < Stages.Length - 1 && epoch - before >= Stages[stage].Epochs) before += Stages[stage++].Epochs;
        return stage;
    }

    private ScheduleStep Within(int stage, long before, ScheduleStep step) =>
        step with { Step = step.Step - before * step.StepsPerEpoch, StepCount = Stages[stage].Epochs * step.StepsPerEpoch };

    // The schedules may have states of their own.
    private sealed class State : ScheduleState
    {
        private readonly StagedRate _staged;
        private readonly ScheduleState[] _states;
        private int _current;

        public State(StagedRate staged)
            : base(staged)
        {
            _staged = staged;
            _states = [.. staged.Stages.Select(stage => stage.Schedule.CreateState())];
        }

        // A stage whose own schedule has come to its end early says nothing about the next.
        public override bool IsAtEnd => _current == _states.Length - 1 && _states[_current].IsAtEnd;

        public override double Rate(ScheduleStep step)
        {
            int stage = _staged.StageOf(step.Epoch, out long before);
            return _states[stage].Rate(_staged.Within(stage, before, step));
        }

        public override int SettledWave(int epoch)
        {
            int stage = _staged.StageOf(epoch - 1, out long before), length = _staged.Stages[stage].Epochs;
            return epoch - before > length - (length + SettledPart - 1) / SettledPart ? stage + 1 : 0;
        }

        public override void OnEpoch(EpochMetrics metrics)
        {
            _states[_staged.StageOf(metrics.Epoch - 1, out _)].OnEpoch(metrics);
            _current = _staged.StageOf(metrics.Epoch, out _);
        }
    }
}
