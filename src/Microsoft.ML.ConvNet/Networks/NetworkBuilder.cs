using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Builds a <see cref="Network"/> layer by layer. Each call appends a layer to <see cref="Current"/>, which begins as the image; <see cref="From"/> goes back to an
/// earlier point to start a branch, and <see cref="Add"/>, <see cref="Concat"/> and <see cref="Multiply"/> join branches; <see cref="Residual"/> and
/// <see cref="Parallel"/> do both at once. Shapes are checked at once, and an error names the layer with its scopes. When a call throws from within
/// a block (<see cref="Scope"/>, <see cref="Residual"/>, <see cref="Parallel"/>), the layers that the block had appended before stay.
/// </summary>
/// <example>
/// Two residual blocks from one function; more in docs/network-definition.md:
/// <code>
/// static void Block(NetworkBuilder builder) => builder
///     .Residual(body => body.Convolution(16, 3, padding: 1, name: "conv1").ReLU().Convolution(16, 3, padding: 1, name: "conv2"))
///     .ReLU();
///
/// Network network = new NetworkBuilder(new ImageShape(3, 32, 32))
///     .Convolution(16, 3, padding: 1, name: "conv1").ReLU()
///     .Scope("block1", Block)     // block1.conv1, block1.conv2
///     .Scope("block2", Block)     // block2.conv1, block2.conv2
///     .Dense(10, name: "fc")
///     .Build();
/// </code>
/// </example>
public sealed partial class NetworkBuilder
{
    private readonly List<NetworkNode> _nodes = [];
    private readonly Dictionary<string, NodeHandle> _handles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastNumber = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    // The names of the scopes around the next layer, each with a dot behind it.
    private string _scope = "";

    /// <summary>Starts a network.</summary>
    /// <param name="input">Shape of the images.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is less than 1, or the image has more values than an array can hold.</exception>
    public NetworkBuilder(ImageShape input)
    {
        if (!LayerRules.IsCountable(input))
            throw new ArgumentOutOfRangeException(nameof(input),
                $"The image shape {input} (channels, height, width) must have extents of at least 1 and at most {Array.MaxLength} values.");
        Current = Input = new NodeHandle(this, Network.InputName, input, ReceptiveField.Pixel);
        _handles.Add(Input.Name, Input);
    }

    /// <summary>The image.</summary>
    public NodeHandle Input { get; }

    /// <summary>Where the next layer will be appended.</summary>
    public NodeHandle Current { get; private set; }

    /// <summary>Goes to an earlier point: the next layer will be appended there.</summary>
    /// <param name="node">A handle that <see cref="Current"/> or <see cref="Input"/> of this builder gave.</param>
    /// <exception cref="ArgumentException">The handle belongs to another builder.</exception>
    public NetworkBuilder From(NodeHandle node)
    {
        Current = Own(node);
        return this;
    }

    /// <summary>Appends a layer to <see cref="Current"/>.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="name">
    /// A name of letters, digits, '.', '_' and '-' that is unique in its <see cref="Scope"/>; null to number it by its kind (<c>conv1</c>, <c>conv2</c>).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The layer does not fit what reaches it; the message names the layer, its input's shape and the rule.
    /// </exception>
    /// <exception cref="ArgumentException">The name is taken or not allowed, or the layer needs several inputs.</exception>
    public NetworkBuilder Append(Layer layer, string? name = null) => Append(layer, [Current], name);

    /// <summary>Appends a layer to any earlier points.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">What the layer takes, in order.</param>
    /// <param name="name">A name of letters, digits, '.', '_' and '-' that is unique in its <see cref="Scope"/>; null to number it by its kind.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The layer does not fit what reaches it; the message names the layer, its input's shape and the rule.
    /// </exception>
    /// <exception cref="ArgumentException">The name is taken or not allowed, the number of inputs is wrong, or their shapes do not go together.</exception>
    public NetworkBuilder Append(Layer layer, IReadOnlyList<NodeHandle> inputs, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(inputs);
        int? number = null;
        if (name is null) (name, number) = NextName(layer.NamePrefix);
        else name = FullName(name);
        if (inputs.Count < layer.MinimumInputCount || inputs.Count > layer.MaximumInputCount)
        {
            string expected = layer.MinimumInputCount == layer.MaximumInputCount ? $"{layer.MinimumInputCount}" : $"{layer.MinimumInputCount} or more";
            throw new ArgumentException($"Layer '{name}' ({layer}) takes {expected} input(s), but is given {inputs.Count}.", nameof(inputs));
        }

        foreach (var input in inputs) Own(input);
        ImageShape[] inputShapes = [.. inputs.Select(input => input.Shape)];
        var outputShape = layer.OutputShape(name, inputShapes);
        if (!LayerRules.IsCountable(outputShape))
            throw new ArgumentOutOfRangeException(null,
                $"Layer '{name}' ({layer}) turns its input {inputShapes[0]} into {outputShape}, which is more values than an array can hold.");
        foreach (var parameter in layer.Parameters(inputShapes))
        {
            if (parameter.Count > Array.MaxLength)
                throw new ArgumentOutOfRangeException(null,
                    $"Layer '{name}' ({layer}) needs a {parameter.Name} of {string.Join("x", parameter.Dimensions)} for its input {inputShapes[0]}, "
                    + "which is more values than an array can hold.");
        }

        var field = inputs.Select(input => input.ReceptiveField).Aggregate(ReceptiveField.Union);
        if (layer.Window(inputShapes[0]) is { } window) field = field.Through(window);

        if (number is { } taken) _lastNumber[_scope + layer.NamePrefix] = taken;
        _nodes.Add(new NetworkNode(name, layer, [.. inputs.Select(input => input.Name)], inputShapes, outputShape, field));
        _used.UnionWith(inputs.Select(input => input.Name));
        Current = new NodeHandle(this, name, outputShape, field);
        _handles.Add(name, Current);
        return this;
    }

    /// <summary>Ends the network; <see cref="Current"/> is its output. The builder can go on afterwards.</summary>
    /// <exception cref="InvalidOperationException">There is no layer, or a layer's output is not used; the message names it.</exception>
    public Network Build()
    {
        if (Current == Input) throw new InvalidOperationException("The network has no layer after its input.");
        var unused = _nodes.Find(node => node.Name != Current.Name && !_used.Contains(node.Name) && node.Layer is not AuxiliaryOutputLayer);
        if (unused is not null)
            throw new InvalidOperationException(
                $"Layer '{unused.Name}' ({unused.Layer}) is not used: no layer takes its output, and it is not the network's output '{Current.Name}'.");
        if (_used.Contains(Current.Name))
            throw new InvalidOperationException(
                $"Layer '{Current.Name}' ({_nodes.Find(node => node.Name == Current.Name)!.Layer}) cannot be the network's output: other layers take it.");
        var output = _nodes.Find(node => node.Name == Current.Name)!;
        var auxiliary = _nodes.Find(node => node.Layer is AuxiliaryOutputLayer && node.OutputShape != output.OutputShape);
        if (auxiliary is not null)
            throw new InvalidOperationException(
                $"The auxiliary output '{auxiliary.Name}' is {auxiliary.OutputShape}, but the network's output '{output.Name}' is {output.OutputShape}: both are scores of the same classes.");
        if (output.Layer is AuxiliaryOutputLayer)
            throw new InvalidOperationException($"The auxiliary output '{output.Name}' cannot be the network's output: go back to where its branch began.");

        // The output comes last, also if side branches were appended after it.
        return new Network(Input.Shape, [.. _nodes.Where(node => node != output), output]);
    }

    /// <summary>The handle of that name, for readers of definitions.</summary>
    internal bool TryGetHandle(string name, [MaybeNullWhen(false)] out NodeHandle handle) => _handles.TryGetValue(name, out handle);

    private NodeHandle Own(NodeHandle node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Builder == this ? node : throw new ArgumentException($"The node '{node.Name}' belongs to another builder.", nameof(node));
    }

    private (string Name, int Number) NextName(string prefix)
    {
        prefix = _scope + prefix;
        int number = _lastNumber.GetValueOrDefault(prefix);
        string name;
        do name = $"{prefix}{++number}";
        while (_handles.ContainsKey(name));
        return (name, number);
    }

    /// <summary>The name with its scopes, checked.</summary>
    private string FullName(string name)
    {
        CheckLetters(name, "layer");
        name = _scope + name;
        if (name == Network.InputName) throw new ArgumentException($"A layer cannot be named '{Network.InputName}': that is the image.", nameof(name));
        if (_handles.ContainsKey(name)) throw new ArgumentException($"The layer name '{name}' occurs twice.", nameof(name));
        return name;
    }

    private static void CheckLetters(string name, string what)
    {
        if (name.Length == 0 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_' or '-')))
            throw new ArgumentException($"The {what} name '{name}' must be one or more letters, digits, '.', '_' or '-'.", nameof(name));
    }
}
