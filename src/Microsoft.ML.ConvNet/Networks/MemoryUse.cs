namespace Microsoft.ML.ConvNet;

/// <summary>Bytes that a network takes while it trains or scores.</summary>
/// <param name="Parameters">Parameters and running statistics, as the kernels hold them: a little more than their values.</param>
/// <param name="Gradients">Gradients of the parameters; 0 at scoring.</param>
/// <param name="Activations">The batch, the activations and, in training, their gradients: what lives at different times shares its place.</param>
/// <param name="Scratch">Working memory of the threads.</param>
public sealed record MemoryUse(long Parameters, long Gradients, long Activations, long Scratch)
{
    /// <summary>All of it.</summary>
    public long Total => Parameters + Gradients + Activations + Scratch;
}
