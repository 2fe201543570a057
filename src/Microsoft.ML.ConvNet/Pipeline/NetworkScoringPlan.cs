using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>An execution plan followed by the softmax.</summary>
internal sealed class NetworkScoringPlan : IScoringPlan
{
    private readonly int _imageSize;
    private readonly int _classCount;

    public NetworkScoringPlan(LoweredGraph graph, ParameterStore parameters, int batchSize, int threads)
    {
        Plan = new ExecutionPlan(graph, parameters, PlanMode.Scoring, batchSize, threads);
        _imageSize = graph.InputShape.Size;
        _classCount = graph.OutputShape.Size;
    }

    /// <summary>The plan, for profiling.</summary>
    public ExecutionPlan Plan { get; }

    /// <inheritdoc/>
    public int BatchSize => Plan.BatchSize;

    /// <inheritdoc/>
    public Span<float> Image(int row) => Plan.Input.Slice(row * _imageSize, _imageSize);

    /// <inheritdoc/>
    public void Score(int rows, Span<float> probabilities)
    {
        Plan.Forward(rows);
        var logits = Plan.Logits;
        for (int row = 0; row < rows; row++) Softmax.Compute(logits.Slice(row * _classCount, _classCount), probabilities.Slice(row * _classCount, _classCount));
    }

    /// <inheritdoc/>
    public void Dispose() => Plan.Dispose();
}
