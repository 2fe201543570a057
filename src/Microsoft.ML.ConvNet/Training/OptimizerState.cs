namespace Microsoft.ML.ConvNet.Training;

/// <summary>An optimizer's memory of one run.</summary>
internal abstract class OptimizerState
{
    /// <summary>One update in place. Allocates nothing.</summary>
    /// <param name="parameters">The trainable block.</param>
    /// <param name="gradients">Parallel to <paramref name="parameters"/>.</param>
    /// <param name="learningRate">Rate of this step.</param>
    public abstract void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate);
}
