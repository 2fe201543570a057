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

    /// <summary>
    /// At the end of which wave, counted from 1, an epoch (counted from 1 too) stands; 0 in the midst of one, where the weights change so fast that good ones are luck. Always 1, but for a run in stages.
    /// </summary>
    public virtual int SettledWave(int epoch) => 1;

    /// <summary>The rate of a step.</summary>
    public virtual double Rate(ScheduleStep step) => schedule.Rate(step);

    /// <summary>Told of every epoch, in order.</summary>
    public virtual void OnEpoch(EpochMetrics metrics)
    {
    }
}
