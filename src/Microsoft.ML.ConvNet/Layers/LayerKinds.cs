namespace Microsoft.ML.ConvNet.Layers;

/// <summary>The kinds of layers that a definition can name.</summary>
internal static class LayerKinds
{
    /// <summary>Reads the layer of a node.</summary>
    /// <returns>The layer, or null when the kind is unknown.</returns>
    /// <exception cref="FormatException">A property is missing or of the wrong type.</exception>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public static Layer? Read(string kind, LayerReader reader) => kind switch
    {
        AdaptiveAveragePoolLayer.KindName => AdaptiveAveragePoolLayer.Read(reader),
        AdaptiveMaxPoolLayer.KindName => AdaptiveMaxPoolLayer.Read(reader),
        AddLayer.KindName => AddLayer.Read(reader),
        AuxiliaryOutputLayer.KindName => AuxiliaryOutputLayer.Read(reader),
        AveragePoolLayer.KindName => AveragePoolLayer.Read(reader),
        BatchNormLayer.KindName => BatchNormLayer.Read(reader),
        ConcatLayer.KindName => ConcatLayer.Read(reader),
        ConvolutionLayer.KindName => ConvolutionLayer.Read(reader),
        DenseLayer.KindName => DenseLayer.Read(reader),
        DropoutLayer.KindName => DropoutLayer.Read(reader),
        ELULayer.KindName => ELULayer.Read(reader),
        FlattenLayer.KindName => FlattenLayer.Read(reader),
        GELULayer.KindName => GELULayer.Read(reader),
        GlobalAveragePoolLayer.KindName => GlobalAveragePoolLayer.Read(reader),
        GlobalMaxPoolLayer.KindName => GlobalMaxPoolLayer.Read(reader),
        GroupNormLayer.KindName => GroupNormLayer.Read(reader),
        HardSigmoidLayer.KindName => HardSigmoidLayer.Read(reader),
        HardSwishLayer.KindName => HardSwishLayer.Read(reader),
        LeakyReLULayer.KindName => LeakyReLULayer.Read(reader),
        LocallyConnectedLayer.KindName => LocallyConnectedLayer.Read(reader),
        LocalResponseNormLayer.KindName => LocalResponseNormLayer.Read(reader),
        MaxoutLayer.KindName => MaxoutLayer.Read(reader),
        MaxPoolLayer.KindName => MaxPoolLayer.Read(reader),
        MultiplyLayer.KindName => MultiplyLayer.Read(reader),
        PadChannelsLayer.KindName => PadChannelsLayer.Read(reader),
        PReLULayer.KindName => PReLULayer.Read(reader),
        RadialBasisLayer.KindName => RadialBasisLayer.Read(reader),
        ReLULayer.KindName => ReLULayer.Read(reader),
        ReLU6Layer.KindName => ReLU6Layer.Read(reader),
        SigmoidLayer.KindName => SigmoidLayer.Read(reader),
        SiLULayer.KindName => SiLULayer.Read(reader),
        SoftmaxLayer.KindName => SoftmaxLayer.Read(reader),
        StochasticDepthLayer.KindName => StochasticDepthLayer.Read(reader),
        TanhLayer.KindName => TanhLayer.Read(reader),
        _ => null,
    };
}
