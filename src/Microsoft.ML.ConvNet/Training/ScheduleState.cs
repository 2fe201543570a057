namespace Microsoft.ML.ConvNet.Training;

/// <summary>A learning-rate schedule in one run. The base class is enough for schedules that look at nothing but the step.</summary>
/// <remarks>
/// Whatever else a schedule remembers must follow from the epochs that it was told of: a run that is resumed tells it of all earlier ones again, so that nothing of it
/// needs to be written down.
/// </remarks>
/// <param name="schedule">The schedule.</param>
/// <param name="stepCount">Steps of the whole run.</param>
internal class ScheduleState(LearningRateSchedule schedule, long stepCount)
{
    /// <summary>Whether the run should end, because no rate that could follow would help.</summary>
    public virtual bool IsAtEnd => false;

    /// <summary>The rate of a step.</summary>
    /// <param name="step">Zero-based over the whole run.</param>
    public virtual double Rate(long step) => schedule.Rate(step, stepCount);

    /// <summary>Told of every epoch, in order.</summary>
    public virtual void OnEpoch(EpochMetrics metrics)
    {
    }
}
