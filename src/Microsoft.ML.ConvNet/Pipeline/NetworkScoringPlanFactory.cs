using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Makes execution plans of one network that share its packed weights.</summary>
internal sealed class NetworkScoringPlanFactory : IScoringPlanFactory
{
    private readonly LoweredGraph _graph;
    private readonly ParameterStore _parameters;
    private readonly ScoreMap _map;
    private readonly LearningTask? _mapTask;
    private readonly int _threads;
    private readonly Weights? _interleavedWeights;
    private ParameterStore? _interleaved;

    /// <param name="map">Makes outputs into scores.</param>
    /// <param name="exactConvolution">Whether convolutions are only ever computed as sums of products.</param>
    /// <param name="mapTask">Averages the scores of the positions, if the network's output is a map; else null.</param>
    public NetworkScoringPlanFactory(Network network, Weights weights, ScoreMap map, int threads, bool exactConvolution, LearningTask? mapTask = null)
    {
        _graph = network.Lower().With(ConvolutionRule.For(exactConvolution));
        _parameters = new ParameterStore(_graph, withGradients: false);
        _parameters.Load(weights);
        if (InterleavedRule.Prefers(_graph, _parameters.Set)) _interleavedWeights = weights;
        _map = map;
        _mapTask = mapTask;
        _threads = threads;
    }

    /// <inheritdoc/>
    public IScoringPlan CreatePlan(int batchSize) => new NetworkScoringPlan(_graph, StoreFor(batchSize), _map, batchSize, _threads, _mapTask);

    /// <inheritdoc/>
    public void Dispose()
    {
        _parameters.Dispose();
        _interleaved?.Dispose();
    }

    // Networks of few channels are faster on interleaved images, as in training, when there are enough images to fill a vector. Their parameters are few.
    private ParameterStore StoreFor(int batchSize)
    {
        if (batchSize < _parameters.Set.Lanes || _interleavedWeights is null) return _parameters;
        if (_interleaved is null)
        {
            _interleaved = new ParameterStore(_graph, withGradients: false, isInterleaved: true, _parameters.Set);
            _interleaved.Load(_interleavedWeights);
        }

        return _interleaved;
    }
}
