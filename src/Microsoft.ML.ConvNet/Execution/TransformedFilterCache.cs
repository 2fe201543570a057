using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The transformed filters of all scoring plans of one parameter store: made once, and again only when the parameters may have changed. Plans on several
/// threads share it.
/// </summary>
internal sealed unsafe class TransformedFilterCache : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Weight, Type Algorithm, int Outputs), TransformedFilters> _filters = [];
    private int _version;
    private int _preparedVersion = -1;

    /// <summary>Bytes of all transformed filters.</summary>
    public long MemoryBytes
    {
        get
        {
            lock (_lock) return _filters.Values.Sum(filters => filters.MemoryBytes);
        }
    }

    /// <summary>Counts the times that parameters may have changed.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>The transformed filters of a weight; they have values once <see cref="Prepare"/> has run.</summary>
    /// <param name="layout">How the weight is packed.</param>
    /// <param name="panels">The packed weight.</param>
    public TransformedFilters Get(GraphParameter weight, TiledCorrelation tiled, in PanelLayout layout, float* panels)
    {
        lock (_lock)
        {
            var key = (weight.Name, tiled.GetType(), tiled.Outputs);
            if (_filters.TryGetValue(key, out var filters)) return filters;
            filters = new TransformedFilters(tiled, layout, panels);
            _filters.Add(key, filters);
            _preparedVersion = -1;
            return filters;
        }
    }

    /// <summary>Says that the parameters may have changed.</summary>
    public void Invalidate() => Interlocked.Increment(ref _version);

    /// <summary>Before a scoring run: makes the transformed filters if the parameters may have changed since.</summary>
    public void Prepare(int threads)
    {
        int version = Volatile.Read(ref _version);
        if (Volatile.Read(ref _preparedVersion) == version) return;
        lock (_lock)
        {
            if (_preparedVersion == version) return;
            foreach (var filters in _filters.Values) filters.Update(version, threads);
            Volatile.Write(ref _preparedVersion, version);
        }
    }

    public void Dispose()
    {
        foreach (var filters in _filters.Values) filters.Dispose();
    }
}
