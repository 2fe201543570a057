using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// One layer of a <see cref="Network"/>: hyper-parameters only, an immutable value that can be compared and printed. It knows its shape rule, its parameters
/// and how it lowers to operations, and does no arithmetic itself.
/// </summary>
public abstract record Layer
{
    private protected Layer()
    {
    }

    /// <summary>The kind of layer as the JSON definition names it, for example <c>max-pool</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>What the layer is called in summaries and error messages, for example <c>max pool 2x2 stride 2</c>.</summary>
    public abstract string Description { get; }

    /// <summary>How the names that a <see cref="NetworkBuilder"/> gives begin, for example <c>conv</c>.</summary>
    internal abstract string NamePrefix { get; }

    /// <summary>The fewest inputs that the layer takes.</summary>
    internal virtual int MinimumInputCount => 1;

    /// <summary>The most inputs that the layer takes.</summary>
    internal virtual int MaximumInputCount => 1;

    /// <summary>The description.</summary>
    public sealed override string ToString() => Description;

    /// <summary>The shape rule: the output's shape for inputs of these shapes, whose number has been checked.</summary>
    /// <param name="name">Name of the layer in its network, for messages.</param>
    /// <exception cref="ArgumentOutOfRangeException">An input is too small.</exception>
    /// <exception cref="ArgumentException">The inputs do not go together.</exception>
    internal abstract ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs);

    /// <summary>Parameters and running statistics in PyTorch's order.</summary>
    internal virtual IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs) => [];

    /// <summary>Multiplications with a weight for one image; elementwise work is not counted.</summary>
    internal virtual long MultiplyAdds(IReadOnlyList<ImageShape> inputs, ImageShape output) => 0;

    /// <summary>The window through which one output value sees the input, or null when it sees only its own position.</summary>
    internal virtual SlidingWindow? Window(ImageShape input) => null;

    /// <summary>Emits the layer's operations.</summary>
    /// <param name="parameters">As <see cref="Parameters"/> gave them, with their full names.</param>
    internal abstract GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters);

    /// <summary>Writes the hyper-parameters as properties of the node's JSON object.</summary>
    internal virtual void Write(Utf8JsonWriter writer)
    {
    }
}
