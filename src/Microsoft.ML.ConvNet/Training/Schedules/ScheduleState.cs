namespace Microsoft.ML.ConvNet.Training;

/// <summary>A learning-rate schedule in one run. The base class is enough for schedules that look at nothing but the step.</summary>
/// <remarks>
/// Whatever else a schedule remembers must follow from the epochs that it was told of: a run that is resumed tells it of all earlier ones again, so that nothing of it
/// needs to be written down.
/// </remarks>
/// <param name="schedule">The schedule.</param>
internal class ScheduleState(LearningRateSchedule schedule)
{
    /// <summary>Whether the run should end, because no rate that could follow would help.</summary>
    public virtual bool IsAtEnd => false;

    /// <summary>Whether the weights after an epoch, counted from 1, may count as the best: in the midst of a wave they change so fast that a good one is luck.</summary>
    public virtual bool IsSettled(int epoch) => true;

    /// <summary>The rate of a step.</summary>
    public virtual double Rate(ScheduleStep step) => schedule.Rate(step);

    /// <summary>Told of every epoch, in order.</summary>
    public virtual void OnEpoch(EpochMetrics metrics)
    {
    }
}
