namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The parameters of one network in the memory layout that the kernels read, with a gradient of the same layout for the trainable ones.
/// Plans of one network share a store. <see cref="Load"/> packs and <see cref="Save"/> unpacks, exactly.
/// </summary>
internal sealed class ParameterStore : IDisposable
{
    public ParameterStore(LoweredGraph graph, bool withGradients) => throw new NotImplementedException();

    /// <summary>The trainable parameters, one aligned block; padding between and inside parameters is zero and stays zero.</summary>
    public Span<float> Trainable => throw new NotImplementedException();

    /// <summary>The gradients, parallel to <see cref="Trainable"/>; overwritten by every training step. Empty without gradients.</summary>
    public Span<float> Gradients => throw new NotImplementedException();

    /// <summary>Where each trainable parameter lies in <see cref="Trainable"/>.</summary>
    public IReadOnlyList<ParameterRange> Ranges => throw new NotImplementedException();

    /// <summary>Copies values in; every parameter of the graph must be there with its dimensions.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has other dimensions; the message names it.</exception>
    public void Load(Weights weights) => throw new NotImplementedException();

    /// <summary>Copies all parameters and running statistics out, in the graph's order.</summary>
    public Weights Save() => throw new NotImplementedException();

    /// <summary>As <see cref="Save"/>, but of a block with the layout of <see cref="Trainable"/> (an optimizer's slot, say); trainable parameters only.</summary>
    public Weights Unpack(ReadOnlySpan<float> block) => throw new NotImplementedException();

    /// <summary>Inverse of <see cref="Unpack"/>.</summary>
    public void Pack(Weights weights, Span<float> block) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}

/// <summary>The part of the trainable block that one parameter occupies.</summary>
internal readonly record struct ParameterRange(GraphParameter Parameter, int Start, int Length);
