using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet;

/// <summary>What the elementwise activations share: a function of each value by itself, without parameters that are learned.</summary>
public abstract record ActivationLayer : Layer
{
    private protected ActivationLayer()
    {
    }

    /// <summary>The function.</summary>
    internal abstract ActivationFunction Function { get; }

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.Activation(inputs[0], Function);
}
