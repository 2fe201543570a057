using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// Which algorithm computes a convolution, by its shape and the plan's batch size. The figures behind the rule are in docs/convolution-algorithms.md.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>convolution</term><description>algorithm</description></listheader>
/// <item><term>dense layer; 1x1, stride 1</term><description>matrix product in place (<see cref="Correlation"/>, pointwise)</description></item>
/// <item><term>one filter a channel</term><description><see cref="DepthwiseConvolution"/>, an operation of its own</description></item>
/// <item><term>3x3, stride 1, undilated, at least 16 input and output channels, enough pixels in the batch</term><description>Winograd F(4x4, 3x3)</description></item>
/// <item><term>everything else; everything when exact convolution is asked for</term><description>implicit matrix product (<see cref="Correlation"/>)</description></item>
/// <item><term>double precision, gradient checks</term><description>the definition (<see cref="Correlation.ForwardReference"/>)</description></item>
/// </list>
/// </remarks>
internal sealed record ConvolutionRule
{
    /// <summary>Fewer channels leave the transforms more to do than they save.</summary>
    private const int FewestChannels = 16;

    /// <summary>
    /// Fewer output pixels in a batch do not pay for reading the transformed filters, which are four times as large as the filters (and in training for
    /// making them).
    /// </summary>
    private const int FewestPixels = 384;

    /// <summary>The most multiplications, as a share of the direct algorithm's, with which the transforms still pay.</summary>
    private const double LargestShare = 0.6;

    /// <summary>Chooses by speed.</summary>
    public static ConvolutionRule Fastest { get; } = new();

    /// <summary>Never transforms: sums of products alone.</summary>
    public static ConvolutionRule Exact { get; } = new() { Always = ConvolutionAlgorithm.Direct };

    /// <summary>For tests and measurements: the algorithm wherever it can be used; null to choose by speed.</summary>
    public ConvolutionAlgorithm? Always { get; init; }

    /// <summary>The algorithm of a forward pass or data gradient.</summary>
    public ConvolutionAlgorithm Choose(KernelSet set, CorrelationGeometry geometry, int batchSize)
    {
        if (!Winograd.Fits(geometry)) return ConvolutionAlgorithm.Direct;
        if (Always is { } algorithm) return algorithm;
        long pixels = (long)geometry.OutputHeight * geometry.OutputWidth;
        bool isLarge = set.Lanes > 1 && Math.Min(geometry.Source.Channels, geometry.OutputChannels) >= FewestChannels && batchSize * pixels >= FewestPixels;
        return isLarge && Share(geometry, outputs: 4) <= LargestShare ? ConvolutionAlgorithm.WinogradF4 : ConvolutionAlgorithm.Direct;
    }

    /// <summary>The tiled form of a correlation; null for the direct algorithm.</summary>
    public TiledCorrelation? Tiled(KernelSet set, CorrelationGeometry geometry, int batchSize) => Choose(set, geometry, batchSize) switch
    {
        ConvolutionAlgorithm.WinogradF2 => new WinogradCorrelation<WinogradF2>(set, geometry),
        ConvolutionAlgorithm.WinogradF4 => new WinogradCorrelation<WinogradF4>(set, geometry),
        _ => null,
    };

    // Multiplications of F(outputs, 3) over those of the direct algorithm: partial tiles count as whole ones.
    private static double Share(CorrelationGeometry geometry, int outputs)
    {
        long tiles = (long)((geometry.OutputHeight + outputs - 1) / outputs) * ((geometry.OutputWidth + outputs - 1) / outputs);
        return (double)tiles * (outputs + 2) * (outputs + 2) / ((double)geometry.OutputHeight * geometry.OutputWidth * 9);
    }
}
