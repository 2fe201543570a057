using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Makes execution plans of one network that share its packed weights.</summary>
internal sealed class NetworkScoringPlanFactory : IScoringPlanFactory
{
    private readonly LoweredGraph _graph;
    private readonly ParameterStore _parameters;
    private readonly int _threads;

    /// <param name="exactConvolution">Whether convolutions are only ever computed as sums of products.</param>
    public NetworkScoringPlanFactory(Network network, Weights weights, int threads, bool exactConvolution)
    {
        _graph = network.Lower().With(ConvolutionRule.For(exactConvolution));
        _parameters = new ParameterStore(_graph, withGradients: false);
        _parameters.Load(weights);
        _threads = threads;
    }

    /// <inheritdoc/>
    public IScoringPlan CreatePlan(int batchSize) => new NetworkScoringPlan(_graph, _parameters, batchSize, _threads);

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();
}
