using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;
using Microsoft.ML.ConvNet.Networks;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// An immutable definition of a convolutional network: a directed acyclic graph of named layers. It holds no weights, so it can be printed, compared, hashed and
/// saved for nothing. Made by a <see cref="NetworkBuilder"/>, a <see cref="ConvNetArchitecture"/> or <see cref="FromJson"/>.
/// </summary>
public sealed partial class Network : IEquatable<Network>
{
    /// <summary>What nodes call the image among their inputs.</summary>
    internal const string InputName = "input";

    /// <param name="nodes">Checked by the builder: in topological order, with the only one that no other takes as the last.</param>
    internal Network(ImageShape inputShape, ImmutableArray<NetworkNode> nodes)
    {
        InputShape = inputShape;
        Nodes = nodes;
    }

    /// <summary>Shape of the images that the network takes.</summary>
    public ImageShape InputShape { get; }

    /// <summary>Shape of the output; (K, 1, 1) for a classifier of K classes, holding its logits.</summary>
    public ImageShape OutputShape => Nodes[^1].OutputShape;

    /// <summary>The layers in topological order; the last one is the output.</summary>
    public ImmutableArray<NetworkNode> Nodes { get; }

    /// <summary>Number of trainable values; running statistics and fixed centers are not counted.</summary>
    public long ParameterCount => Nodes.Sum(node => node.ParameterCount);

    /// <summary>Multiplications with a weight for one image: the usual measure of cost.</summary>
    public long MultiplyAdds => Nodes.Sum(node => node.MultiplyAdds);

    /// <summary>The definition as JSON, the form in which networks are saved; <see cref="FromJson"/> is its inverse.</summary>
    /// <remarks>The same network gives the same text. docs/network-definition.md describes it, with every kind of layer and its properties.</remarks>
    public string ToJson() => NetworkJson.Write(this);

    /// <summary>Reads a definition that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">The text is not a definition, or is of a newer version; the message names the node.</exception>
    public static Network FromJson(string json) => NetworkJson.Read(json);

    /// <summary>A table of the layers: name, output shape, parameters, multiply-adds, receptive field; and totals.</summary>
    public string Summary() => NetworkSummary.Write(this);

    /// <summary>As <see cref="Summary()"/>, with the memory for a batch size: parameters, gradients, activations, scratch, for training and for scoring.</summary>
    /// <param name="batchSize">Images at a time, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
    public string Summary(int batchSize) => $"{Summary()}\n{Memory(batchSize)}";

    /// <summary>The memory that training and scoring take on this processor. It is planned, not allocated, so that any network can be asked.</summary>
    /// <param name="batchSize">Images at a time, at least 1.</param>
    /// <param name="threads">Threads that work, at least 1; null for all processors.</param>
    /// <param name="recomputeActivations">Whether training computes activations again (<see cref="ConvNetTrainerBase.OptionsBase.RecomputeActivations"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is less than 1.</exception>
    public NetworkMemory Memory(int batchSize, int? threads = null, bool recomputeActivations = false)
    {
        LayerRules.Positive(batchSize, nameof(batchSize));
        if (threads is { } count) LayerRules.Positive(count, nameof(threads));
        return NetworkMemory.Of(this, batchSize, threads ?? Environment.ProcessorCount, recomputeActivations);
    }

    /// <summary>Whether the definitions are equal.</summary>
    public static bool operator ==(Network? left, Network? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether the definitions differ.</summary>
    public static bool operator !=(Network? left, Network? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Network? other) => other is not null && InputShape == other.InputShape && Nodes.AsSpan().SequenceEqual(other.Nodes.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Network);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(InputShape);
        foreach (var node in Nodes) hash.Add(node);
        return hash.ToHashCode();
    }

    /// <summary>Input, output and size.</summary>
    public override string ToString() => $"{InputShape} -> {OutputShape}, {Nodes.Length} layers, {ParameterCount} parameters";

    /// <summary>The same graph of other layers, of which each takes and gives the same number of inputs and outputs as the one in its place.</summary>
    internal Network WithLayers(Func<Layer, Layer> replace)
    {
        var builder = new NetworkBuilder(InputShape);
        var handles = new Dictionary<string, NodeHandle>(StringComparer.Ordinal) { [InputName] = builder.Input };
        foreach (var node in Nodes)
        {
            builder.Append(replace(node.Layer), [.. node.Inputs.Select(input => handles[input])], node.Name);
            handles[node.Name] = builder.Current;
        }

        return builder.Build();
    }

    internal LoweredGraph Lower()
    {
        var graph = new GraphBuilder(InputShape);
        var values = new Dictionary<string, GraphValue>(StringComparer.Ordinal) { [InputName] = graph.Input };
        foreach (var node in Nodes)
        {
            GraphValue[] inputs = [.. node.Inputs.Select(input => values[input])];
            GraphParameter[] parameters = [.. node.Parameters.Select(parameter =>
                new GraphParameter(node.FullName(parameter), parameter.Dimensions, parameter.IsTrainable, parameter.HasWeightDecay))];
            values[node.Name] = node.Layer.Lower(graph, inputs, parameters);
        }

        return graph.Build(values[Nodes[^1].Name]);
    }
}
