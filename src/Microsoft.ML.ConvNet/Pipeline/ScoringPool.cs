namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>
/// The scoring plans of one model. A plan serves one thread, so whoever scores rents one for as long as the evaluation takes and no longer: there are never more
/// plans than threads that score at once, and an abandoned cursor holds none. The weights are packed once, when the first plan is rented.
/// </summary>
/// <param name="createPlans">Packs the weights.</param>
internal sealed class ScoringPool(Func<IScoringPlanFactory> createPlans) : IDisposable
{
    /// <summary>Idle plans of one size beyond this are freed.</summary>
    private static readonly int s_mostIdle = Environment.ProcessorCount;

    private readonly Lock _lock = new();
    private readonly List<IScoringPlan> _idle = [];
    private IScoringPlanFactory? _plans;
    private int _rented;
    private bool _disposed;

    /// <summary>A plan for blocks of this many images; give it back with <see cref="Return"/> after the evaluation.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IScoringPlan Rent(int batchSize)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(ConvNetTransformer));
            int index = _idle.FindIndex(idle => idle.BatchSize == batchSize);
            IScoringPlan plan;
            if (index >= 0)
            {
                plan = _idle[index];
                _idle.RemoveAt(index);
            }
            else
            {
                plan = (_plans ??= createPlans()).CreatePlan(batchSize);
            }

            _rented++;
            return plan;
        }
    }

    /// <summary>Takes a plan back.</summary>
    public void Return(IScoringPlan plan)
    {
        lock (_lock)
        {
            _rented--;
            if (!_disposed && _idle.Count(idle => idle.BatchSize == plan.BatchSize) < s_mostIdle) _idle.Add(plan);
            else plan.Dispose();
            FreeWeights();
        }
    }

    /// <summary>Frees the idle plans at once, and the weights as soon as no plan is rented.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var plan in _idle) plan.Dispose();
            _idle.Clear();
            FreeWeights();
        }
    }

    private void FreeWeights()
    {
        if (!_disposed || _rented > 0) return;
        _plans?.Dispose();
        _plans = null;
    }
}
