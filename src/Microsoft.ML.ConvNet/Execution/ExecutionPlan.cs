namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What a plan can do.</summary>
internal enum PlanMode
{
    /// <summary>Forward only: running statistics, no dropout, activations freed as soon as they are dead.</summary>
    Scoring,

    /// <summary>Forward, softmax cross-entropy, backward.</summary>
    Training,
}

/// <summary>Loss and hits of one training batch.</summary>
/// <param name="LossSum">Sum over the rows of example weight times cross-entropy.</param>
/// <param name="WeightSum">Sum of the example weights.</param>
/// <param name="Correct">Rows whose first largest logit is the label.</param>
internal readonly record struct BatchResult(double LossSum, double WeightSum, int Correct);

/// <summary>
/// A lowered graph bound to a batch size, a mode and parameter memory: steps and buffers fixed once, run many times. Running allocates nothing on the
/// managed heap. Not thread-safe: one plan, one caller at a time.
/// </summary>
internal sealed class ExecutionPlan : IDisposable
{
    /// <param name="threads">Most threads that a run uses; results do not depend on it.</param>
    public ExecutionPlan(LoweredGraph graph, ParameterStore parameters, PlanMode mode, int batchSize, int threads) => throw new NotImplementedException();

    public int BatchSize => throw new NotImplementedException();

    /// <summary>The batch to process, row after row in H, W, C order (channels contiguous): BatchSize * Shape.Size values, written by the caller.</summary>
    public Span<float> Input => throw new NotImplementedException();

    /// <summary>Training: the zero-based class of each row.</summary>
    public Span<int> Labels => throw new NotImplementedException();

    /// <summary>Training: the weight of each row; 1 when the data have none.</summary>
    public Span<float> ExampleWeights => throw new NotImplementedException();

    /// <summary>The network's output after a run: row after row, OutputShape.Size values each.</summary>
    public ReadOnlySpan<float> Logits => throw new NotImplementedException();

    /// <summary>Bytes of the arena that the plan owns.</summary>
    public long MemoryBytes => throw new NotImplementedException();

    /// <summary>Computes the logits of the first <paramref name="rows"/> rows.</summary>
    public void Forward(int rows) => throw new NotImplementedException();

    /// <summary>
    /// One training step without the update: logits, mean weighted cross-entropy, and its gradient for every trainable parameter into the store.
    /// </summary>
    /// <param name="rows">1 to BatchSize.</param>
    /// <param name="randomSeed">Seeds this step's random decisions (dropout masks); the same seed gives the same masks for any thread count.</param>
    public BatchResult ForwardBackward(int rows, ulong randomSeed) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
