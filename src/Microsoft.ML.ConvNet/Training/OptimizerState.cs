namespace Microsoft.ML.ConvNet.Training;

/// <summary>An optimizer's memory of one run. All of it is in <see cref="Slots"/> and <see cref="Numbers"/>, so that a run can be written down and read back.</summary>
internal abstract class OptimizerState
{
    /// <summary>What is remembered of each parameter (momentum and the like), by name: blocks parallel to the trainable block. Names are part of checkpoints.</summary>
    public Dictionary<string, float[]> Slots { get; } = new(StringComparer.Ordinal);

    /// <summary>What is remembered beside that, by name. Names are part of checkpoints.</summary>
    public Dictionary<string, double> Numbers { get; } = new(StringComparer.Ordinal);

    /// <summary>One update in place. Allocates nothing.</summary>
    /// <param name="parameters">The trainable block.</param>
    /// <param name="gradients">Parallel to <paramref name="parameters"/>.</param>
    /// <param name="learningRate">Rate of this step.</param>
    public abstract void Step(Span<float> parameters, ReadOnlySpan<float> gradients, double learningRate);

    /// <summary>A new slot.</summary>
    /// <param name="name">Its name in checkpoints.</param>
    /// <param name="length">Values of the trainable block.</param>
    /// <returns>The slot, all zero.</returns>
    protected float[] NewSlot(string name, int length) => Slots[name] = new float[length];
}
