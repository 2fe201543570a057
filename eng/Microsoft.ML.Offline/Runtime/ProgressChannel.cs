namespace Microsoft.ML.Runtime;

/// <summary>Checks what it is told. MLContext has no listener for progress, in ML.NET as here, so nothing is shown.</summary>
internal sealed class ProgressChannel : IProgressChannel
{
    private readonly HostEnvironment _host;
    private int _largestCheckpoint;
    private bool _disposed;

    public ProgressChannel(HostEnvironment host, string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        _host = host;
    }

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
        Contracts.CheckValue(header, nameof(header));
        Contracts.CheckValue(fillAction, nameof(fillAction));
        _largestCheckpoint = header.MetricNames.Count + (2 * header.UnitNames.Count);
    }

    public void Checkpoint(params double?[] values)
    {
        Contracts.Check(!_disposed, "Can't report checkpoints after finishing");
        Contracts.CheckParam(values.Length <= _largestCheckpoint, nameof(values), "Too many values provided in Checkpoint");
    }

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel(_host, name);

    public void Dispose() => _disposed = true;
}
