namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>The time budget.</summary>
internal sealed class ExperimentClock
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _limit;

    /// <param name="time">The time.</param>
    /// <param name="limit">What the experiment may take.</param>
    public ExperimentClock(TimeProvider time, TimeSpan limit)
    {
        _time = time;
        _start = time.GetTimestamp();
        _limit = limit;
    }

    /// <summary>What earlier calls have taken; set once when their log was read.</summary>
    public TimeSpan Before { get; set; }

    public TimeSpan Elapsed => Before + _time.GetElapsedTime(_start);

    public TimeSpan Remaining => Elapsed < _limit ? _limit - Elapsed : TimeSpan.Zero;

    public bool IsTimeUp => Elapsed >= _limit;
}
