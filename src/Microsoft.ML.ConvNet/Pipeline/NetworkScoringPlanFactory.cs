using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Makes execution plans of one network that share its packed weights.</summary>
internal sealed class NetworkScoringPlanFactory : IScoringPlanFactory
{
    private readonly LoweredGraph _graph;
    private readonly ParameterStore _parameters;
    private readonly int _threads;

    public NetworkScoringPlanFactory(Network network, Weights weights, int threads)
    {
        _graph = network.Lower();
        _parameters = new ParameterStore(_graph, withGradients: false);
        _parameters.Load(weights);
        _threads = threads;
    }

    /// <inheritdoc/>
    public IScoringPlan CreatePlan(int batchSize) => new NetworkScoringPlan(_graph, _parameters, batchSize, _threads);

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();
}
