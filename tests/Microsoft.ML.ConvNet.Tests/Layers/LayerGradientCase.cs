using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>A layer with one combination of its options, in the middle of a network.</summary>
/// <param name="Kind">The layer's kind, as in JSON.</param>
/// <param name="Options">What is special about it.</param>
/// <param name="Append">Appends the layer to a point of 2, 4 or 18 channels of 6 x 5 pixels.</param>
public sealed record LayerGradientCase(string Kind, string Options, Func<NetworkBuilder, NetworkBuilder> Append)
{
    private static readonly ImageShape Image = new(2, 6, 5);

    /// <summary>The layer alone at the input; behind few channels (interleaved where all layers know that) and an activation; behind many, with an activation behind it.</summary>
    private static readonly Func<NetworkBuilder, LayerGradientCase, NetworkBuilder>[] Frames =
    [
        (builder, one) => one.Append(builder).Dense(3, name: "frame3"),
        (builder, one) => one.Append(builder.Convolution(4, 3, padding: 1, name: "frame1").Tanh("frame2")).Dense(3, name: "frame3"),
        (builder, one) => one.Append(builder.Convolution(18, 3, padding: 1, name: "frame1")).Tanh("frame2").Dense(3, name: "frame3"),
    ];

    /// <summary>The networks that the layer stands in; layers that are not the layer's have names that begin with "frame".</summary>
    public IEnumerable<Network> Networks() => Frames.Select(frame => frame(new NetworkBuilder(Image), this).Build());

    /// <summary>The initial weights, all moved a little: no bias is zero and no scale one.</summary>
    public static Weights Weights(Network network) => new(network.InitializeWeights(seed: 5).Select((pair, i) =>
    {
        float[] noise = Numbers.Normal(pair.Value.Values.Length, seed: 100 + (ulong)i);
        return KeyValuePair.Create(pair.Key, new Tensor(pair.Value.Dimensions, [.. pair.Value.Values.Select((value, k) => value + 0.2f * noise[k])]));
    }));

    public override string ToString() => Options.Length == 0 ? Kind : $"{Kind}, {Options}";
}
