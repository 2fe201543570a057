namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>
/// The scoring plans of one model. A plan serves one thread, so whoever scores rents one for as long as the evaluation takes and no longer: there are never more
/// plans than threads that score at once, and an abandoned cursor holds none. The weights are packed once, when the first plan is rented; disposing frees all
/// memory, and who scores later gets it anew.
/// </summary>
/// <param name="createPlans">Packs the weights.</param>
internal sealed class ScoringPool(Func<IScoringPlanFactory> createPlans) : IDisposable
{
    /// <summary>Idle plans of one size beyond this are freed. There are two sizes: a block, and one row.</summary>
    private static readonly int s_mostIdle = Environment.ProcessorCount;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<IScoringPlan>> _idle = [];
    private IScoringPlanFactory? _plans;
    private int _rented;
    private bool _freeOnReturn;

    /// <summary>A plan for blocks of this many images; give it back with <see cref="Return"/> after the evaluation.</summary>
    public IScoringPlan Rent(int batchSize)
    {
        lock (_lock)
        {
            _freeOnReturn = false;
            if (!_idle.TryGetValue(batchSize, out var idle)) _idle.Add(batchSize, idle = new Stack<IScoringPlan>());
            if (!idle.TryPop(out var plan)) plan = (_plans ??= createPlans()).CreatePlan(batchSize);
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
            if (!_freeOnReturn && _idle[plan.BatchSize] is var idle && idle.Count < s_mostIdle) idle.Push(plan);
            else plan.Dispose();
            if (_freeOnReturn) FreeWeights();
        }
    }

    /// <summary>Frees the idle plans at once, and the weights as soon as no plan is rented.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _freeOnReturn = true;
            foreach (var plan in _idle.Values.SelectMany(plans => plans)) plan.Dispose();
            foreach (var plans in _idle.Values) plans.Clear();
            FreeWeights();
        }
    }

    private void FreeWeights()
    {
        if (_rented > 0) return;
        _plans?.Dispose();
        _plans = null;
        _freeOnReturn = false;
    }
}
