using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>
/// A network without biases, activations, norms and dropout: its plan computes the same convolutions and dense layers in the same layout, and nothing else
/// in the same steps, so that a step's time is that of its multiply-adds.
/// </summary>
internal static class LinearSkeleton
{
    public static LoweredGraph Of(Network network)
    {
        var graph = new GraphBuilder(network.InputShape);
        var values = new Dictionary<string, GraphValue>(StringComparer.Ordinal) { [Network.InputName] = graph.Input };
        foreach (var node in network.Nodes)
        {
            GraphValue[] inputs = [.. node.Inputs.Select(input => values[input])];
            var parameters = node.Parameters.Select(parameter => new GraphParameter(node.FullName(parameter), parameter.Dimensions)).ToList();
            values[node.Name] = node.Layer switch
            {
                ConvolutionLayer convolution => (convolution with { HasBias = false }).Lower(graph, inputs, parameters[..1]),
                DenseLayer dense => (dense with { HasBias = false }).Lower(graph, inputs, parameters[..1]),
                BatchNormLayer or ReLULayer or TanhLayer or DropoutLayer => inputs[0],
                _ => node.Layer.Lower(graph, inputs, parameters),
            };
        }

        return graph.Build(values[network.Nodes[^1].Name]);
    }
}
