using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>A named layer in a <see cref="Network"/>, with where its inputs come from and what follows from that.</summary>
/// <remarks>Two nodes are equal when name, layer and inputs are; the rest follows from the network's input shape.</remarks>
public sealed class NetworkNode : IEquatable<NetworkNode>
{
    internal NetworkNode(
        string name, Layer layer, ImmutableArray<string> inputs, IReadOnlyList<ImageShape> inputShapes, ImageShape outputShape, ReceptiveField receptiveField)
    {
        Name = name;
        Layer = layer;
        Inputs = inputs;
        OutputShape = outputShape;
        ReceptiveField = receptiveField;
        Parameters = [.. layer.Parameters(inputShapes)];
        ParameterCount = Parameters.Where(parameter => parameter.IsTrainable).Sum(parameter => parameter.Count);
        MultiplyAdds = layer.MultiplyAdds(inputShapes, outputShape);
    }

    /// <summary>The name, unique in the network; its parameters are named after it (<c>conv1.weight</c>).</summary>
    public string Name { get; }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>Names of the nodes whose outputs the layer takes, in order; <c>input</c> is the image.</summary>
    public ImmutableArray<string> Inputs { get; }

    /// <summary>Shape of the output for one image.</summary>
    public ImageShape OutputShape { get; }

    /// <summary>Number of trainable values; running statistics and fixed centers are not counted.</summary>
    public long ParameterCount { get; }

    /// <summary>Multiplications with a weight for one image.</summary>
    public long MultiplyAdds { get; }

    /// <summary>The part of the image that one output value depends on.</summary>
    public ReceptiveField ReceptiveField { get; }

    internal ImmutableArray<LayerParameter> Parameters { get; }

    /// <summary>The parameter's name in <see cref="Weights"/>.</summary>
    internal string FullName(LayerParameter parameter) => $"{Name}.{parameter.Name}";

    /// <inheritdoc/>
    public bool Equals(NetworkNode? other) =>
        other is not null && Name == other.Name && Layer == other.Layer && Inputs.AsSpan().SequenceEqual(other.Inputs.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NetworkNode);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Layer);

    /// <summary>Name, layer and output shape.</summary>
    public override string ToString() => $"{Name}: {Layer} -> {OutputShape}";
}
