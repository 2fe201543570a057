namespace Microsoft.ML.Runtime;

/// <summary>The root environment (no name) and the hosts registered below it.</summary>
internal sealed class HostEnvironment : IHost, IHostEnvironmentInternal, ICancelable
{
    private readonly HostEnvironment _parent;
    private readonly string _shortName;
    private readonly string _parentFullName;
    private readonly Action<string, ChannelMessage> _log;
    private readonly Lock _lock = new();

    // Weak: a host lives as long as its component, and there may be very many.
    private readonly List<WeakReference<HostEnvironment>> _children = [];

    public HostEnvironment(int? seed, Action<string, ChannelMessage> log)
    {
        Seed = seed;
        Rand = seed is int value ? new TauswortheRandom((uint)value) : new TauswortheRandom(new Random());
        _log = log;
        ComponentCatalog = new ComponentCatalog();
    }

    private HostEnvironment(HostEnvironment parent, string name, Random random)
    {
        _parent = parent;
        _shortName = name;
        // As in ML.NET, a host's name is prefixed with the name of its grandparent, not of its parent.
        _parentFullName = parent._parent?.FullName;
        _log = parent._log;
        Seed = parent.Seed;
        Rand = random;
        ComponentCatalog = parent.ComponentCatalog;
        IsCanceled = parent.IsCanceled;
    }

    public int? Seed { get; }

    public Random Rand { get; }

    public ComponentCatalog ComponentCatalog { get; }

    public bool IsCanceled { get; private set; }

    public string FullName => string.IsNullOrEmpty(_parentFullName) ? _shortName : $"{_parentFullName}; {_shortName}";

    public string ContextDescription => FullName;

    /// <summary>Every registration without a seed draws one from this host's generator, so their number matters.</summary>
    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_lock)
        {
            _children.RemoveAll(child => !child.TryGetTarget(out _));
            var host = new HostEnvironment(this, name, seed is int value ? new TauswortheRandom((uint)value) : new TauswortheRandom(Rand));
            _children.Add(new(host));
            return host;
        }
    }

    public void CancelExecution()
    {
        lock (_lock)
        {
            foreach (WeakReference<HostEnvironment> child in _children)
            {
                if (child.TryGetTarget(out HostEnvironment host))
                    host.CancelExecution();
            }
            _children.Clear();
            IsCanceled = true;
        }
    }

    public IChannel Start(string name) => new Channel(this, name);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this, name);

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel(this, name);

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex is not null)
        {
            ex.Data["Throwing component"] = _shortName;
            ex.Data["Parent component"] = _parentFullName;
            Contracts.Mark(ex);
        }
        return ex;
    }

    internal void Log(string source, ChannelMessage message) => _log(source, message);
}
