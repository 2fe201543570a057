namespace Microsoft.ML.ConvNet.Networks;

/// <summary>
/// Makes the fully convolutional form of a network (Sermanet et al., 2014; Simonyan and Zisserman, 2015): on a larger image it gives a map of what the network would
/// give for windows of it. A dense layer becomes a convolution whose kernel is the activation that it took, global pooling becomes pooling with a window of that size and
/// stride 1, adaptive pooling becomes pooling with the windows that it had. All else runs on the larger image as it is.
/// </summary>
/// <remarks>
/// The map differs from the network's own results for the windows only by what padding shows: the window's surroundings in the image instead of zeros. Branches that give factors for channels
/// (squeeze-and-excitation) go on looking at the whole image.
/// </remarks>
internal sealed class FullyConvolutional
{
    private readonly Network _network;
    private readonly NetworkBuilder _builder;
    private readonly Dictionary<string, Point> _points;
    private readonly HashSet<string> _needed;
    private readonly HashSet<string> _factors;

    private FullyConvolutional(Network network, ImageShape image)
    {
        _network = network;
        _builder = new NetworkBuilder(image);
        _points = new(StringComparer.Ordinal) { [Network.InputName] = new Point(_builder.Input, network.InputShape) };
        _needed = FindNeeded(network);
        _factors = FindFactors(network, _needed);
    }

    /// <summary>The network for larger images. Its output is a map of K channels.</summary>
    /// <param name="network">A network of K outputs.</param>
    /// <param name="image">Shape of the images: as many channels as the network's, and at least as high and wide.</param>
    /// <exception cref="ArgumentException">A layer cannot be a convolution; the message names it.</exception>
    public static Network Convert(Network network, ImageShape image) => new FullyConvolutional(network, image).Convert();

    /// <summary>The network's weights with the dimensions that the fully convolutional form needs. The values are not copied.</summary>
    /// <param name="converted">What <see cref="Convert(Network, ImageShape)"/> gave.</param>
    /// <param name="weights">The original network's weights.</param>
    public static Weights Convert(Network converted, Weights weights) => new(converted.Nodes.SelectMany(node => node.Parameters.Select(parameter =>
    {
        string name = node.FullName(parameter);
        return KeyValuePair.Create(name, new Tensor(parameter.Dimensions, weights[name].Values));
    })));

    private Network Convert()
    {
        foreach (var node in _network.Nodes.Where(node => _needed.Contains(node.Name)))
        {
            Point[] inputs = [.. node.Inputs.Select(input => _points[input])];
            _points[node.Name] = _factors.Contains(node.Name) ? ConvertFactor(node, inputs) : Convert(node, inputs);
        }

        var last = _network.Nodes[^1];
        var output = _points[last.Name];
        return output is { IsFlat: false, Shape: { Height: 1, Width: 1 } } ? _builder.From(output.Handle).Build() : throw Cannot(last, "its outputs are of several positions");
    }

    private Point Convert(NetworkNode node, Point[] inputs)
    {
        var (first, shape) = (inputs[0], inputs[0].Shape);
        bool isLarger = first.Handle.Shape != shape;
        switch (node.Layer)
        {
            case FlattenLayer:
                return first with { IsFlat = first.IsFlat || shape is not { Height: 1, Width: 1 } };
            case DenseLayer dense:
                return Append(node, new ConvolutionLayer(dense.Outputs, new Extent(shape.Height, shape.Width)) { HasBias = dense.HasBias }, inputs);
            case ActivationLayer or DropoutLayer or StochasticDepthLayer or AddLayer or PReLULayer { Slopes: 1 }
                when first.IsFlat && inputs.All(input => input.IsFlat && input.Shape == shape):
                return first with { Handle = Append(node, node.Layer, inputs).Handle };
            case var _ when inputs.Any(input => input.IsFlat):
                throw Cannot(node, $"it takes the positions of {shape} as one vector");
            case GlobalAveragePoolLayer:
                return Append(node, new AveragePoolLayer(new Extent(shape.Height, shape.Width)) { Stride = 1 }, inputs);
            case GlobalMaxPoolLayer:
                return Append(node, new MaxPoolLayer(new Extent(shape.Height, shape.Width)) { Stride = 1 }, inputs);
            case AdaptivePoolingLayer adaptive:
                return ConvertAdaptive(node, adaptive, inputs);
            case LocallyConnectedLayer when isLarger:
                throw Cannot(node, $"each position of {shape} has weights of its own");
            case RadialBasisLayer when isLarger:
                throw Cannot(node, $"it measures distances from all of {shape}");
            case GroupNormLayer when isLarger && shape is { Height: 1, Width: 1 }:
                throw Cannot(node, "it would standardise over the positions of the map");
            default:
                return Append(node, node.Layer, inputs);
        }
    }

    /// <summary>Converts a layer of a branch that gives factors for channels.</summary>
    private Point ConvertFactor(NetworkNode node, Point[] inputs)
    {
        bool needsSize = node.Layer is DenseLayer or FlattenLayer or RadialBasisLayer or LocallyConnectedLayer;
        return needsSize && inputs[0].Handle.Shape != inputs[0].Shape ? throw Cannot(node, $"it makes factors for channels from all of {inputs[0].Shape}") : Append(node, node.Layer, inputs);
    }

    private Point ConvertAdaptive(NetworkNode node, AdaptivePoolingLayer layer, Point[] inputs)
    {
        var (shape, output) = (inputs[0].Shape, layer.Output);
        if (shape.Height % output.Height != 0 || shape.Width % output.Width != 0) throw Cannot(node, $"its windows on {shape} are not alike");
        var kernel = new Extent(shape.Height / output.Height, shape.Width / output.Width);
        if (kernel == 1) return inputs[0];

        // One window can stand anywhere; several must keep their distance.
        var stride = new Extent(output.Height == 1 ? 1 : kernel.Height, output.Width == 1 ? 1 : kernel.Width);
        return Append(node, layer is AdaptiveMaxPoolLayer ? new MaxPoolLayer(kernel) { Stride = stride } : new AveragePoolLayer(kernel) { Stride = stride }, inputs);
    }

    private Point Append(NetworkNode node, Layer layer, Point[] inputs) =>
        new(_builder.Append(layer, [.. inputs.Select(input => input.Handle)], node.Name).Current, node.OutputShape);

    private static ArgumentException Cannot(NetworkNode node, string reason) =>
        new($"The network cannot be evaluated densely: layer '{node.Name}' ({node.Layer}) cannot be made a convolution, because {reason}.");

    /// <summary>The layers that the output depends on: not those of auxiliary outputs.</summary>
    private static HashSet<string> FindNeeded(Network network)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { network.Nodes[^1].Name };
        foreach (var node in network.Nodes.Reverse().Where(node => needed.Contains(node.Name))) needed.UnionWith(node.Inputs);
        return needed;
    }

    /// <summary>The layers whose results only serve as factors for the channels of a larger activation.</summary>
    private static HashSet<string> FindFactors(Network network, HashSet<string> needed)
    {
        var shapes = network.Nodes.ToDictionary(node => node.Name, node => node.OutputShape, StringComparer.Ordinal);
        shapes.Add(Network.InputName, network.InputShape);
        var consumers = network.Nodes.Where(node => needed.Contains(node.Name)).SelectMany(node => node.Inputs.Select((input, index) => (input, index, node))).ToLookup(use => use.input);
        var factors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in network.Nodes.Reverse())
        {
            bool isFactor = consumers[node.Name].Any() && consumers[node.Name].All(use =>
                factors.Contains(use.node.Name) || (use.node.Layer is MultiplyLayer && use.index == 1 && shapes[use.node.Inputs[0]] != node.OutputShape));
            if (isFactor) factors.Add(node.Name);
        }

        return factors;
    }

    /// <summary>Where an activation of the original network is in the converted one.</summary>
    /// <param name="Handle">The activation for the larger image.</param>
    /// <param name="Shape">What the original network has there; before it was flattened, if it was.</param>
    /// <param name="IsFlat">Whether the original network has flattened several positions.</param>
    private readonly record struct Point(NodeHandle Handle, ImageShape Shape, bool IsFlat = false);
}
