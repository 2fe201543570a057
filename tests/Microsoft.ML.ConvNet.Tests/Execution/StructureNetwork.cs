namespace Microsoft.ML.ConvNet.Tests.Execution;

/// <summary>A network with the layers of structure and every norm, for tests of what holds for any network.</summary>
internal static class StructureNetwork
{
    public static Network Build(ImageShape image, int classes) => new NetworkBuilder(image)
        .Convolution(18, 3, padding: 1).ReLU()
        .LocalResponseNorm(5, alpha: 0.1f, k: 2)
        .Residual(body => body
            .Convolution(18, 3, padding: 1, bias: false).GroupNorm(3).ReLU()
            .SqueezeExcitation(4)
            .StochasticDepth(0.4f))
        .Append(new BatchNormLayer { IsAffine = false }).ReLU()
        .Parallel([branch => branch.Convolution(5, 1), branch => branch.MaxPool(3, stride: 1, padding: 1)])
        .Dense(12).Tanh()
        .RadialBasis(classes)
        .Build();
}
