using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>
/// A network ready to score batches of synthetic images, with the plans that cursors and prediction engines rent: an image is written into the plan and class
/// probabilities come out.
/// </summary>
internal sealed class ScoringSession : ISession
{
    private readonly Network _network;
    private readonly NetworkScoringPlanFactory _plans;
    private IScoringPlan? _plan;
    private float[] _images = [];
    private float[] _probabilities = [];

    public ScoringSession(Workload workload, int threads)
    {
        _network = workload.Network ?? throw new UsageException($"'{workload.Name}' is a block and cannot be scored.");
        _plans = new NetworkScoringPlanFactory(_network, workload.CreateWeights(), Softmax.Compute, threads, exactConvolution: false);
    }

    public ExecutionPlan Plan => ((NetworkScoringPlan)(_plan ?? throw new InvalidOperationException("Nothing has been scored yet."))).Plan;

    public double Step(int batch)
    {
        if (_plan?.BatchSize != batch) Prepare(batch);
        int size = _network.InputShape.Size;
        for (int row = 0; row < batch; row++) _images.AsSpan(row * size, size).CopyTo(_plan!.Image(row));
        _plan!.Score(batch, _probabilities);
        return _probabilities[0];
    }

    public void Dispose()
    {
        _plan?.Dispose();
        _plans.Dispose();
    }

    private void Prepare(int batch)
    {
        _plan?.Dispose();
        _plan = _plans.CreatePlan(batch);
        _images = new float[batch * _network.InputShape.Size];
        for (int i = 0; i < _images.Length; i++) _images[i] = CounterRandom.Normal(1, 1, (ulong)i);
        _probabilities = new float[batch * _network.OutputShape.Size];
    }
}
