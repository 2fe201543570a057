namespace Microsoft.ML.Runtime;

/// <summary>A named source of messages. Only channel messages have a listener, the log of MLContext.</summary>
internal class Pipe<TMessage> : IPipe<TMessage>
{
    private readonly string _name;
    private bool _disposed;

    public Pipe(HostEnvironment host, string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        Host = host;
        _name = name;
    }

    public string ContextDescription => FullName;

    protected HostEnvironment Host { get; }

    protected string FullName => string.IsNullOrEmpty(Host.FullName) ? _name : $"{Host.FullName}; {_name}";

    public virtual void Send(TMessage msg)
    {
    }

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        Host.Process(ex);
        if (ex is not null)
            ex.Data["Phase"] = _name;
        return ex;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        OnDispose();
    }

    protected virtual void OnDispose()
    {
    }
}
