using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>An execution plan whose outputs are made into scores.</summary>
internal sealed class NetworkScoringPlan : IScoringPlan
{
    private readonly int _imageSize;
    private readonly int _outputs;
    private readonly ScoreMap _map;

    public NetworkScoringPlan(LoweredGraph graph, ParameterStore parameters, ScoreMap map, int batchSize, int threads)
    {
        Plan = new ExecutionPlan(graph, parameters, PlanMode.Scoring, batchSize, threads);
        _map = map;
        _imageSize = graph.InputShape.Size;
        _outputs = graph.OutputShape.Size;
    }

    /// <summary>The plan, for profiling.</summary>
    public ExecutionPlan Plan { get; }

    /// <inheritdoc/>
    public int BatchSize => Plan.BatchSize;

    /// <inheritdoc/>
    public Span<float> Image(int row) => Plan.Input.Slice(row * _imageSize, _imageSize);

    /// <inheritdoc/>
    public void Score(int rows, Span<float> scores)
    {
        Plan.Forward(rows);
        var logits = Plan.Logits;
        for (int row = 0; row < rows; row++) _map(logits.Slice(row * _outputs, _outputs), scores.Slice(row * _outputs, _outputs));
    }

    /// <inheritdoc/>
    public void Dispose() => Plan.Dispose();
}
