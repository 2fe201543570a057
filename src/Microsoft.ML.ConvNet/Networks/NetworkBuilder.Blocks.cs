using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <content>Blocks: functions that append several layers, in a scope of names or as branches.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>
    /// Appends a block whose layers' names begin with the scope's name and a dot; scopes may nest. In the scope <c>0</c> of the scope <c>layer1</c> a layer that
    /// is called <c>conv1</c> becomes <c>layer1.0.conv1</c>, and its parameter <c>layer1.0.conv1.weight</c>. Numbers for layers without a name begin anew.
    /// </summary>
    /// <param name="name">Letters, digits, '.', '_' and '-'. The same scope may be entered again.</param>
    /// <param name="block">Appends layers to the builder that it is given, which is this one.</param>
    /// <exception cref="ArgumentException">The name is not allowed. What the block throws passes through.</exception>
    public NetworkBuilder Scope(string name, Action<NetworkBuilder> block)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(block);
        CheckLetters(name, "scope");
        string outer = _scope;
        _scope = $"{outer}{name}.";
        try
        {
            block(this);
        }
        finally
        {
            _scope = outer;
        }

        return this;
    }

    /// <summary>Appends a residual block: body(x) + shortcut(x) (He et al., 2015).</summary>
    /// <param name="body">The branch with the layers.</param>
    /// <param name="shortcut">The other branch, such as a 1x1 convolution that brings x to the body's shape; null for x itself.</param>
    /// <param name="name">A name for the addition, or null.</param>
    /// <exception cref="ArgumentException">
    /// The body has no layer, or the branches end in different shapes. What the branches throw passes through.
    /// </exception>
    public NetworkBuilder Residual(Action<NetworkBuilder> body, Action<NetworkBuilder>? shortcut = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        var start = Current;
        var end = Branch(start, body);
        if (end == start) throw new ArgumentException($"The body of the residual block behind '{start.Name}' has no layer.", nameof(body));
        var other = shortcut is null ? start : Branch(start, shortcut);
        return Append(new AddLayer(), [end, other], name);
    }

    /// <summary>Appends branches side by side, all of which start here, and concatenates their ends along the channels: an inception module.</summary>
    /// <param name="branches">Two or more; one that appends nothing passes its input on.</param>
    /// <param name="name">A name for the concatenation, or null.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than two branches, or they end in different heights or widths. What the branches throw passes through.
    /// </exception>
    public NetworkBuilder Parallel(IReadOnlyList<Action<NetworkBuilder>> branches, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(branches);
        var start = Current;
        return Concat([.. branches.Select(branch => Branch(start, branch))], name);
    }

    /// <summary>
    /// Appends a squeeze-and-excitation block (Hu et al., 2018): each channel is multiplied by a factor that two 1x1 convolutions compute from the channels' means.
    /// Its layers have torchvision's names: <c>avgpool</c>, <c>fc1</c>, <c>activation</c>, <c>fc2</c>, <c>scale_activation</c>.
    /// </summary>
    /// <param name="squeezeChannels">Number of channels between the convolutions, at least 1; the paper takes a sixteenth of the input's.</param>
    /// <param name="activation">Behind the first convolution; null for ReLU, the paper's; EfficientNet takes SiLU.</param>
    /// <param name="scaleActivation">Behind the second one, to make factors; null for sigmoid, the paper's and EfficientNet's; MobileNetV3 takes hard sigmoid.</param>
    /// <param name="name">The scope of the block's layers; null to number it (<c>se1</c>).</param>
    /// <exception cref="ArgumentException">The name is taken or not allowed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="squeezeChannels"/> is less than 1.</exception>
    public NetworkBuilder SqueezeExcitation(int squeezeChannels, Layer? activation = null, Layer? scaleActivation = null, string? name = null)
    {
        LayerRules.Positive(squeezeChannels, nameof(squeezeChannels));
        if (name is null)
        {
            string prefix = _scope + "se";
            name = $"se{_lastNumber[prefix] = _lastNumber.GetValueOrDefault(prefix) + 1}";
        }

        var start = Current;
        return Scope(name, block =>
        {
            block
                .GlobalAveragePool("avgpool")
                .Convolution(squeezeChannels, 1, name: "fc1").Append(activation ?? new ReLULayer(), "activation")
                .Convolution(start.Shape.Channels, 1, name: "fc2").Append(scaleActivation ?? new SigmoidLayer(), "scale_activation");
            var factors = block.Current;
            block.From(start).Multiply(factors, "multiply");
        });
    }

    private NodeHandle Branch(NodeHandle start, Action<NetworkBuilder> branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        Current = start;
        branch(this);
        return Current;
    }
}
