using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet.Layers;

/// <summary>A tensor that a layer needs: a trainable parameter or a running statistic.</summary>
/// <param name="Name">Name within the layer, for example <c>weight</c>.</param>
/// <param name="Dimensions">PyTorch's dimensions.</param>
/// <param name="Initializer">How it begins.</param>
/// <param name="FanIn">Inputs that one output value sums over.</param>
/// <param name="FanOut">Outputs that one input value takes part in.</param>
/// <param name="IsTrainable">False for running statistics.</param>
/// <param name="HasWeightDecay">False for biases, norms and running statistics.</param>
internal sealed record LayerParameter(
    string Name, ImmutableArray<int> Dimensions, Initializer Initializer, long FanIn, long FanOut, bool IsTrainable, bool HasWeightDecay)
{
    /// <summary>Number of values; <see cref="long.MaxValue"/> when that is too many to say.</summary>
    public long Count => LayerRules.Product(Dimensions.AsSpan());

    /// <summary>A weight matrix or filter bank: trained, with weight decay.</summary>
    public static LayerParameter Weight(ImmutableArray<int> dimensions, Initializer initializer, long fanIn, long fanOut) =>
        new("weight", dimensions, initializer, fanIn, fanOut, IsTrainable: true, HasWeightDecay: true);

    /// <summary>A bias, one value an output channel: trained, without weight decay.</summary>
    public static LayerParameter Bias(int count, Initializer initializer, long fanIn, long fanOut) => Bias([count], initializer, fanIn, fanOut);

    /// <summary>A bias of several extents: trained, without weight decay.</summary>
    public static LayerParameter Bias(ImmutableArray<int> dimensions, Initializer initializer, long fanIn, long fanOut) =>
        new("bias", dimensions, initializer, fanIn, fanOut, IsTrainable: true, HasWeightDecay: false);

    /// <summary>A norm's factor for each channel: begins at 1, trained, without weight decay.</summary>
    public static LayerParameter NormWeight(int channels) => Vector("weight", channels, Initializer.Ones, isTrainable: true);

    /// <summary>A norm's term for each channel: begins at 0, trained, without weight decay.</summary>
    public static LayerParameter NormBias(int channels) => Vector("bias", channels, Initializer.Zeros, isTrainable: true);

    /// <summary>A running statistic of each channel: not trained.</summary>
    public static LayerParameter Statistic(string name, int channels, Initializer initializer) => Vector(name, channels, initializer, isTrainable: false);

    private static LayerParameter Vector(string name, int channels, Initializer initializer, bool isTrainable) =>
        new(name, [channels], initializer, FanIn: 1, FanOut: 1, isTrainable, HasWeightDecay: false);
}
