using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>An execution plan whose outputs are made into scores: of a network whose output is a map, into the average of the scores of its positions.</summary>
internal sealed class NetworkScoringPlan : IScoringPlan
{
    private readonly int _imageSize;
    private readonly int _outputs;
    private readonly ScoreMap _map;
    private readonly LearningTask? _mapTask;
    private readonly float[] _positions;

    /// <param name="mapTask">Averages the scores of the positions, if the network's output is a map; else null.</param>
    public NetworkScoringPlan(LoweredGraph graph, ParameterStore parameters, ScoreMap map, int batchSize, int threads, LearningTask? mapTask)
    {
        Plan = new ExecutionPlan(graph, parameters, PlanMode.Scoring, batchSize, threads);
        _map = map;
        _imageSize = graph.InputShape.Size;
        _outputs = mapTask is null ? graph.OutputShape.Size : graph.OutputShape.Channels;
        _mapTask = mapTask;
        _positions = new float[mapTask is null ? 0 : graph.OutputShape.Size];
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
        for (int row = 0; row < rows; row++)
        {
            var result = scores.Slice(row * _outputs, _outputs);
            if (_mapTask is null)
            {
                _map(logits.Slice(row * _outputs, _outputs), result);
                continue;
            }

            var map = logits.Slice(row * _positions.Length, _positions.Length);
            for (int first = 0; first < map.Length; first += _outputs) _map(map.Slice(first, _outputs), _positions.AsSpan(first, _outputs));
            _mapTask.Average(_positions, result);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Plan.Dispose();
}
