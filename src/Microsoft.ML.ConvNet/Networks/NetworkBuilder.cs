using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Builds a <see cref="Network"/> layer by layer. Each call appends a layer to <see cref="Current"/>, which begins as the image; <see cref="From"/> goes back to an
/// earlier point to start a branch, and <see cref="Add"/> and <see cref="Concat"/> join branches. Shapes are checked at once.
/// </summary>
/// <example>
/// A residual block:
/// <code>
/// var builder = new NetworkBuilder(new ImageShape(3, 32, 32)).Convolution(16, 3, padding: 1).ReLU();
/// var shortcut = builder.Current;
/// builder.Convolution(16, 3, padding: 1).ReLU().Convolution(16, 3, padding: 1).Add(shortcut).ReLU();
/// Network network = builder.Dense(10).Build();
/// </code>
/// </example>
public sealed partial class NetworkBuilder
{
    private readonly List<NetworkNode> _nodes = [];
    private readonly Dictionary<string, NodeHandle> _handles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lastNumber = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

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
    /// <param name="name">A unique name of letters, digits, '.', '_' and '-'; null to number it by its kind (<c>conv1</c>, <c>conv2</c>).</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The layer does not fit what reaches it; the message names the layer, its input's shape and the rule.
    /// </exception>
    /// <exception cref="ArgumentException">The name is taken or not allowed, or the layer needs several inputs.</exception>
    public NetworkBuilder Append(Layer layer, string? name = null) => Append(layer, [Current], name);

    /// <summary>Appends a layer to any earlier points.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="inputs">What the layer takes, in order.</param>
    /// <param name="name">A unique name of letters, digits, '.', '_' and '-'; null to number it by its kind.</param>
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
        else CheckName(name);
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

        if (number is { } taken) _lastNumber[layer.NamePrefix] = taken;
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
        var unused = _nodes.Find(node => node.Name != Current.Name && !_used.Contains(node.Name));
        if (unused is not null)
            throw new InvalidOperationException(
                $"Layer '{unused.Name}' ({unused.Layer}) is not used: no layer takes its output, and it is not the network's output '{Current.Name}'.");
        if (_used.Contains(Current.Name))
            throw new InvalidOperationException(
                $"Layer '{Current.Name}' ({_nodes.Find(node => node.Name == Current.Name)!.Layer}) cannot be the network's output: other layers take it.");
        return new Network(Input.Shape, [.. _nodes]);
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
        int number = _lastNumber.GetValueOrDefault(prefix);
        string name;
        do name = $"{prefix}{++number}";
        while (_handles.ContainsKey(name));
        return (name, number);
    }

    private void CheckName(string name)
    {
        if (name.Length == 0 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_' or '-')))
            throw new ArgumentException($"The layer name '{name}' must be one or more letters, digits, '.', '_' or '-'.", nameof(name));
        if (name == Network.InputName) throw new ArgumentException($"A layer cannot be named '{Network.InputName}': that is the image.", nameof(name));
        if (_handles.ContainsKey(name)) throw new ArgumentException($"The layer name '{name}' occurs twice.", nameof(name));
    }
}
