namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>
/// How long training takes with one network compared with another, from their definitions alone: the same on every machine, so that the same seed gives the same trials.
/// </summary>
/// <remarks>
/// The two factors are fitted to the training rates of 43 architectures in docs/architectures.md (all but the LeNets): the time for an image over this cost has a spread (standard deviation of the logarithm)
/// of 30 %, by multiply-adds alone it would be 53 %. Of networks for small images, small and resnet20 to 110, it is 4 %; mobilenet_v2 takes a third more than by its cost beside them, resnet18 a quarter.
/// </remarks>
internal static class NetworkCost
{
    /// <summary>Multiply-adds that take as long as an activation value that is written, read, and goes backward.</summary>
    private const double OfActivation = 80;

    /// <summary>Multiply-adds that take as long as the update of a parameter.</summary>
    private const double OfParameter = 120;

    /// <summary>What training with one image costs, in multiply-adds.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batchSize">Images of a step: they share the update of the weights.</param>
    public static double OfImage(Network network, int batchSize) =>
        network.MultiplyAdds + OfActivation * network.Nodes.Sum(node => (double)node.OutputShape.Size) + OfParameter * network.ParameterCount / batchSize;
}
