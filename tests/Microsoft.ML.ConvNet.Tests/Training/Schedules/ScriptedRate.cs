namespace Microsoft.ML.ConvNet.Tests.Training;

/// <summary>A schedule given as a function; it keeps what it was asked.</summary>
internal sealed record ScriptedRate(Func<long, double> Script) : LearningRateSchedule
{
    public List<(long Step, long StepCount)> Asked { get; } = [];

    public override double Rate(ScheduleStep step)
    {
        Asked.Add((step.Step, step.StepCount));
        return Script(step.Step);
    }
}
