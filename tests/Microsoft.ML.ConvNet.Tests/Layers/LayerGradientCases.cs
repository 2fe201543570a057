namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>
/// Every kind of layer with every combination of options that takes another way through the code. A new layer goes in here; the tests fail while one is missing.
/// </summary>
internal static class LayerGradientCases
{
    public static IReadOnlyList<LayerGradientCase> All { get; } =
    [
        .. Convolutions(), .. Pooling(), .. Activations(), .. Norms(), .. Structure(),
        Case("dense", "", b => b.Dense(7)),
        Case("dense", "without bias", b => b.Dense(7, bias: false)),
        Case("dense", "of a vector", b => b.Dense(20).Dense(37)),
        Case("auxiliary-output", "on the image", b => WithHead(b, b.Current)),
        Case("auxiliary-output", "behind a layer that the network goes on from", b => WithHead(b, b.Convolution(6, 3, padding: 1).ReLU().Current)),
        Case("auxiliary-output", "two", b => WithHead(WithHead(b, b.Convolution(6, 3).Current), b.BatchNorm().Current)),
        Case("pad-channels", "", b => b.PadChannels(2, 3)),
        Case("pad-channels", "behind", b => b.Convolution(5, 3).ReLU().PadChannels(0, 16)),
        Case("dropout", "", b => b.Dropout(0.4f)),
        Case("dropout", "of rows", b => b.Flatten().Dropout(0.4f)),
        Case("dropout", "of nothing", b => b.Dropout(0)),
    ];

    private static IEnumerable<LayerGradientCase> Convolutions()
    {
        yield return Case("convolution", "1x1", b => b.Convolution(6, 1));
        yield return Case("convolution", "1x1, strided and padded", b => b.Convolution(6, 1, stride: 2, padding: 1));
        yield return Case("convolution", "3x3", b => b.Convolution(6, 3));
        yield return Case("convolution", "3x3, padded", b => b.Convolution(6, 3, padding: 1));
        yield return Case("convolution", "3x3, padded, more outputs than a panel", b => b.Convolution(37, 3, padding: 1));
        yield return Case("convolution", "without bias", b => b.Convolution(6, 3, padding: 1, bias: false));
        yield return Case("convolution", "strided", b => b.Convolution(6, 3, stride: 2, padding: 1));
        yield return Case("convolution", "strides and paddings of their own", b => b.Convolution(5, new Extent(2, 3), new Extent(2, 1), new Padding(1, 0, 2, 3)));
        yield return Case("convolution", "stride larger than the kernel", b => b.Convolution(5, 2, stride: 3));
        yield return Case("convolution", "dilated", b => b.Append(new ConvolutionLayer(5, new Extent(3, 2)) { Dilation = new Extent(2, 3), Padding = 1 }));
        yield return Case("convolution", "kernel larger than the image", b => b.Convolution(5, 9, padding: 4));
        yield return Case("convolution", "of the whole image", b => b.Convolution(5, new Extent(6, 5)));
        foreach (var padding in new[] { PaddingMode.Replicate, PaddingMode.Reflect })
        {
            yield return Case("convolution", $"{padding} border", b => b.Convolution(5, 3, padding: 2, paddingMode: padding));
            yield return Case("convolution", $"{padding} border, strided", b => b.Convolution(5, new Extent(4, 3), 2, new Padding(1, 2, 3, 0), paddingMode: padding));
            yield return Case(
                "convolution", $"{padding} border, depthwise",
                b => b.Convolution(b.Current.Shape.Channels, 3, padding: 1, groups: b.Current.Shape.Channels, paddingMode: padding));
        }

        yield return Case("convolution", "replicated border larger than the image", b => b.Convolution(3, 3, 2, padding: 8, paddingMode: PaddingMode.Replicate));
        yield return Case("convolution", "same", b => b.Convolution(5, new Extent(4, 3), padding: Padding.Same));
        yield return Case("convolution", "same, strided", b => b.Convolution(5, new Extent(4, 3), new Extent(2, 3), Padding.Same));
        yield return Case("convolution", "two groups", b => b.Convolution(6, 3, padding: 1, groups: 2));
        yield return Case("convolution", "two groups, 1x1", b => b.Convolution(40, 1, groups: 2, bias: false));
        yield return Case("convolution", "two groups, 1x1, strided", b => b.Convolution(4, 1, stride: 2, groups: 2));
        yield return Case("convolution", "two groups, strided and dilated, replicated", b => b.Convolution(4, 2, 2, 1, 2, groups: 2, paddingMode: PaddingMode.Replicate));
        yield return Case("convolution", "two groups, batch norm and ReLU behind", b => b.Convolution(6, 3, padding: 1, groups: 2).BatchNorm().ReLU());
        yield return Case("convolution", "depthwise", b => Depthwise(b, 1, 3, padding: 1));
        yield return Case("convolution", "depthwise, strided", b => Depthwise(b, 1, 5, 2, 2));
        yield return Case("convolution", "depthwise, dilated", b => Depthwise(b, 1, new Extent(2, 3), padding: 2, dilation: 2));
        yield return Case("convolution", "depthwise, two filters a channel", b => Depthwise(b, 2, 3, padding: 1));
        yield return Case("convolution", "depthwise, batch norm and ReLU behind", b => Depthwise(b, 1, 3, padding: 1).BatchNorm().ReLU());
        yield return Case("convolution", "depthwise, read twice", b => Doubled(Depthwise(b, 1, 3, padding: 1)));
        yield return Case("locally-connected", "", b => b.LocallyConnected(3, 3));
        yield return Case("locally-connected", "strided and padded", b => b.LocallyConnected(2, new Extent(3, 2), new Extent(2, 1), new Padding(1, 0, 2, 3)));
        yield return Case("locally-connected", "without bias", b => b.LocallyConnected(2, 4, 2, Padding.Same, bias: false));
        yield return Case("convolution", "batch norm behind", b => b.Convolution(6, 3, padding: 1, bias: false).BatchNorm());
        yield return Case("convolution", "batch norm and ReLU behind", b => b.Convolution(6, 3, padding: 1).BatchNorm().ReLU());
        yield return Case("convolution", "read twice", b => Doubled(b.Convolution(6, 3, padding: 1)));
    }

    private static IEnumerable<LayerGradientCase> Pooling()
    {
        yield return Case("max-pool", "", b => b.MaxPool(2));
        yield return Case("max-pool", "overlapping", b => b.MaxPool(3, stride: 2));
        yield return Case("max-pool", "padded", b => b.MaxPool(new Extent(3, 2), new Extent(1, 2), new Padding(1, 1, 0, 1)));
        yield return Case("max-pool", "ceil mode", b => b.MaxPool(2, stride: 2, ceilMode: true));
        yield return Case("max-pool", "ceil mode, larger than what it sees", b => b.Convolution(4, new Extent(5, 4)).MaxPool(3, stride: 2, ceilMode: true));
        yield return Case("max-pool", "ceil mode, padded", b => b.MaxPool(3, stride: 2, padding: 1, ceilMode: true));
        yield return Case("max-pool", "dilated", b => b.MaxPool(2, stride: 1, dilation: 2));
        yield return Case("max-pool", "same", b => b.MaxPool(3, stride: 2, Padding.Same));
        yield return Case("average-pool", "ceil mode", b => b.AveragePool(new Extent(4, 3), stride: 2, padding: 1, ceilMode: true));
        yield return Case("average-pool", "padding not counted", b => b.AveragePool(3, stride: 2, padding: 1, countIncludePad: false));
        yield return Case("average-pool", "ceil mode, padding not counted", b => b.AveragePool(3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false));
        yield return Case("average-pool", "dilated", b => b.Append(new AveragePoolLayer(2) { Stride = 1, Padding = 1, Dilation = new Extent(2, 3), CountIncludePad = false }));
        foreach (var output in new Extent[] { 1, new(3, 5), new(4, 2), new(7, 9) })
        {
            yield return Case("adaptive-average-pool", $"{output}", b => b.AdaptiveAveragePool(output));
            yield return Case("adaptive-max-pool", $"{output}", b => b.AdaptiveMaxPool(output));
        }

        yield return Case("global-average-pool", "", b => b.GlobalAveragePool());
        yield return Case("global-max-pool", "", b => b.GlobalMaxPool());
        yield return Case("average-pool", "", b => b.AveragePool(2));
        yield return Case("average-pool", "overlapping", b => b.AveragePool(3, stride: 2));
        yield return Case("average-pool", "padded", b => b.AveragePool(new Extent(3, 2), new Extent(1, 2), new Padding(1, 1, 0, 1)));
    }

    private static IEnumerable<LayerGradientCase> Activations()
    {
        Layer[] layers =
        [
            new ReLULayer(), new ReLU6Layer(), new LeakyReLULayer(0.1f), new LeakyReLULayer(-0.5f), new PReLULayer(), new ELULayer(0.7f), new TanhLayer(), new SigmoidLayer(),
            new HardSigmoidLayer(), new SiLULayer(), new HardSwishLayer(), new GELULayer(), new GELULayer { IsApproximate = true }, new SoftmaxLayer(),
        ];
        foreach (var layer in layers)
        {
            string options = layers.Count(other => other.Kind == layer.Kind) > 1 ? $"{layer}, " : "";
            yield return Case(layer.Kind, options + "alone", b => b.Append(layer));
            yield return Case(layer.Kind, options + "behind a convolution", b => b.Convolution(6, 3, padding: 1).Append(layer));
            yield return Case(layer.Kind, options + "behind a convolution without bias", b => b.Convolution(6, 3, padding: 1, bias: false).Append(layer));
            yield return Case(layer.Kind, options + "behind a batch norm", b => b.BatchNorm().Append(layer));
            yield return Case(layer.Kind, options + "behind a dense layer", b => b.Dense(9).Append(layer));
            yield return Case(layer.Kind, options + "read twice", b => Doubled(b.Append(layer)));
        }

        yield return Case("prelu", "a slope for each channel", b => b.PReLU(b.Current.Shape.Channels));
        yield return Case("prelu", "a slope for each channel, behind a batch norm", b => b.BatchNorm().PReLU(b.Current.Shape.Channels));
        yield return Case("prelu", "a slope for each channel of a flattened image", b => b.Flatten().PReLU(b.Current.Shape.Channels));
        yield return Case("prelu", "of a flattened image", b => b.Flatten().PReLU());
        yield return Case("softmax", "of a flattened image", b => b.Flatten().Softmax());
        yield return Case("prelu", "negative slopes", b => b.PReLU(initialSlope: -0.6f));
        yield return Case("maxout", "two pieces", b => b.Maxout(2));
        yield return Case("maxout", "five pieces behind a convolution", b => b.Convolution(15, 3).Maxout(5));
        yield return Case("maxout", "one piece", b => b.Maxout(1));
        yield return Case("maxout", "of a dense layer", b => b.Dense(12).Maxout(3));
        yield return Case("maxout", "of a flattened image", b => b.Flatten().Maxout(3));
    }

    private static IEnumerable<LayerGradientCase> Norms()
    {
        yield return Case("batch-norm", "", b => b.BatchNorm());
        yield return Case("batch-norm", "of a vector", b => b.Dense(6).BatchNorm());
        yield return Case("batch-norm", "large epsilon", b => b.Append(new BatchNormLayer { Epsilon = 0.5f }));
        yield return Case("batch-norm", "without weights", b => b.Append(new BatchNormLayer { IsAffine = false }));
        yield return Case("batch-norm", "without weights, behind a convolution", b => b.Convolution(6, 3).Append(new BatchNormLayer { IsAffine = false }).ReLU());
        yield return Case("group-norm", "", b => b.GroupNorm(2));
        yield return Case("group-norm", "one group", b => b.GroupNorm(1));
        yield return Case("group-norm", "a group for each channel", b => b.GroupNorm(b.Current.Shape.Channels));
        yield return Case("group-norm", "without weights", b => b.Append(new GroupNormLayer(2) { IsAffine = false, Epsilon = 0.5f }));
        yield return Case("group-norm", "of a vector", b => b.Dense(9).GroupNorm(3));
        yield return Case("group-norm", "of a flattened image", b => b.Flatten().GroupNorm(2));
        yield return Case("group-norm", "read twice", b => Doubled(b.Convolution(6, 3).GroupNorm(3)));
        yield return Case("local-response-norm", "", b => b.LocalResponseNorm(5, alpha: 0.5f, k: 2));
        yield return Case("local-response-norm", "an even size", b => b.LocalResponseNorm(4, alpha: 0.5f, beta: 0.5f));
        yield return Case("local-response-norm", "of itself alone", b => b.LocalResponseNorm(1, alpha: 0.5f, beta: 1));
        yield return Case("local-response-norm", "wider than the channels", b => b.LocalResponseNorm(41, alpha: 2, beta: 2));
        yield return Case("local-response-norm", "of a flattened image", b => b.Flatten().LocalResponseNorm(5, alpha: 0.5f));
    }

    private static IEnumerable<LayerGradientCase> Structure()
    {
        yield return Case("flatten", "", b => b.Flatten());
        yield return Case("flatten", "as channels", b => b.Flatten().Convolution(4, 1));
        yield return Case("add", "of a branch", b => Branch(b, x => x.Convolution(x.Current.Shape.Channels, 3, padding: 1), (builder, x) => builder.Add(x)));
        yield return Case("add", "to itself", b => b.Add(b.Current));
        yield return Case("add", "of a flattened branch", b => Branch(b.Flatten(), x => x.Dense(x.Current.Shape.Channels), (builder, x) => builder.Add(x)));
        yield return Case("multiply", "by a branch", b => Branch(b, x => x.Convolution(x.Current.Shape.Channels, 3, padding: 1), (builder, x) => builder.Multiply(x)));
        yield return Case("multiply", "by itself", b => b.Multiply(b.Current));
        yield return Case("multiply", "by factors for each channel", b => Branch(b, x => x.AveragePool(new Extent(6, 5)).Tanh(), (builder, x) => builder.Multiply(x)));
        yield return Case("multiply", "by a flattened branch", b => Branch(b.Flatten(), x => x.Dense(x.Current.Shape.Channels), (builder, x) => builder.Multiply(x)));
        yield return Case("radial-basis", "", b => b.Convolution(3, 1).AveragePool(new Extent(6, 5)).Append(Units(trainable: true)));
        yield return Case("radial-basis", "fixed", b => b.Convolution(3, 1).AveragePool(new Extent(6, 5)).Append(Units(trainable: false)));
        yield return Case("radial-basis", "of a map", b => b.Convolution(2, 1).AveragePool(new Extent(3, 2)).Append(Units(trainable: true)));
        yield return Case("radial-basis", "of a flattened map", b => b.Convolution(2, 1).AveragePool(new Extent(3, 2)).Flatten().Append(Units(trainable: true)));
        yield return Case("stochastic-depth", "", b => b.StochasticDepth(0.3f));
        yield return Case("stochastic-depth", "of rows", b => b.Flatten().StochasticDepth(0.3f));
        yield return Case("stochastic-depth", "of nothing", b => b.StochasticDepth(0));
        yield return Case("stochastic-depth", "in a residual block", b => b.Residual(body => body.Convolution(b.Current.Shape.Channels, 3, padding: 1).StochasticDepth(0.5f)));
        yield return Case("concat", "of branches", b => Branch(b, x => x.Convolution(5, 1), (builder, x) => builder.Concat([x, builder.Current, x])));
        yield return Case("concat", "with itself", b => b.Concat([b.Current, b.Current]));
        yield return Case("concat", "of flattened branches", b => Branch(b.Flatten(), x => x.Dense(5), (builder, x) => builder.Concat([x, builder.Current])));
    }

    // Centers near the values: far ones saturate what is behind.
    private static RadialBasisLayer Units(bool trainable) => new(4) { IsTrainable = trainable, WeightInitializer = Initializer.Normal };

    private static LayerGradientCase Case(string kind, string options, Func<NetworkBuilder, NetworkBuilder> append) => new(kind, options, append);

    private static NetworkBuilder Depthwise(NetworkBuilder builder, int multiplier, Extent kernel, Extent? stride = null, Padding padding = default, Extent? dilation = null) =>
        builder.Convolution(builder.Current.Shape.Channels * multiplier, kernel, stride, padding, dilation, groups: builder.Current.Shape.Channels);

    /// <summary>x + tanh(x): the value is read by two operations, so that nothing is fused or overwritten.</summary>
    /// <summary>A second set of scores, of the frames' three classes, from a point that the network goes on from.</summary>
    private static NetworkBuilder WithHead(NetworkBuilder builder, NodeHandle from) => builder.From(from).Dense(3).AuxiliaryOutput(0.5f).From(from);

    private static NetworkBuilder Doubled(NetworkBuilder builder) => Branch(builder, x => x.Tanh(), (joined, x) => joined.Add(x));

    private static NetworkBuilder Branch(NetworkBuilder builder, Func<NetworkBuilder, NetworkBuilder> branch, Func<NetworkBuilder, NodeHandle, NetworkBuilder> join)
    {
        var origin = builder.Current;
        var end = branch(builder).Current;
        return join(builder.From(origin), end);
    }
}
