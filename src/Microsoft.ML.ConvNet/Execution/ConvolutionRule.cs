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
/// <item><term>3x3, stride 1, undilated, zero borders, one group, at least 8 input and output channels</term>
/// <description>whichever is estimated to be fastest of Winograd F(4x4, 3x3), F(2x2, 3x3) and the implicit matrix product, for each of the three passes</description></item>
/// <item><term>forward pass, kernel of 5 to 63 lines or columns, stride 1, undilated, zero borders, one group, at least 8 input and output channels</term>
/// <description>through the Fourier transform of the size that is estimated to be fastest, or the implicit matrix product</description></item>
/// <item><term>everything else; everything when exact convolution is asked for</term><description>implicit matrix product (<see cref="Correlation"/>)</description></item>
/// <item><term>double precision, gradient checks</term><description>the definition (<see cref="Correlation.ForwardReference"/>)</description></item>
/// </list>
/// </remarks>
internal sealed record ConvolutionRule
{
    /// <summary>Fewer channels leave the transforms more to do than they save.</summary>
    private const int FewestChannels = 8;

    /// <summary>Speed of the multiplications between F(m, 3)'s transforms, which take their share, relative to those of the direct algorithm.</summary>
    private const double SpeedF2 = 0.75, SpeedF4 = 0.58;

    /// <summary>
    /// What it costs to read the transformed filters once (at scoring), and to make them too (in training), counted in tiles for each matrix and for each
    /// sqrt(input channels * output channels): the more there are, the farther away is the cache that holds them.
    /// </summary>
    private const double ScoringFilterTiles = 0.04, TrainingFilterTiles = 0.08;

    /// <summary>Speed of the products between Fourier transforms relative to those of the direct algorithm.</summary>
    private const double FourierSpeed = 0.6;

    /// <summary>A Fourier transform of a channel's tile, counted in multiplications of the direct algorithm for each frequency.</summary>
    private const double FourierTransformCost = 60;

    /// <summary>What it costs to read the transformed filters once (at scoring), and to make them too (in training), in the same unit.</summary>
    private const double ScoringFourierFilters = 60, TrainingFourierFilters = 220;

    /// <summary>Floats of a layer's transformed filters, up to which the Fourier transform is worth its memory: 128 MB.</summary>
    private const long MostFourierFilters = 32 << 20;

    /// <summary>Chooses by speed.</summary>
    public static ConvolutionRule Fastest { get; } = new();

    /// <summary>Never transforms: sums of products alone.</summary>
    public static ConvolutionRule Exact { get; } = new() { Always = ConvolutionAlgorithm.Direct };

    /// <summary>For tests and measurements: the algorithm wherever it can be used; null to choose by speed.</summary>
    public ConvolutionAlgorithm? Always { get; init; }

    /// <summary>For tests and measurements: the size of Fourier transforms; null to choose by speed.</summary>
    public int? FourierSize { get; init; }

    /// <summary>The rule for users' option.</summary>
    public static ConvolutionRule For(bool exactConvolution) => exactConvolution ? Exact : Fastest;

    /// <summary>The algorithm of a forward pass or data gradient.</summary>
    public ConvolutionAlgorithm Choose(KernelSet set, CorrelationGeometry geometry, int batchSize, PlanMode mode)
    {
        bool fitsWinograd = Winograd.Fits(geometry), fitsFourier = Fourier.Fits(geometry);
        if (Always is { } algorithm) return (algorithm == ConvolutionAlgorithm.Fourier ? fitsFourier : fitsWinograd) ? algorithm : ConvolutionAlgorithm.Direct;
        if (set.Lanes == 1 || Math.Min(geometry.Source.Channels, geometry.OutputChannels) < FewestChannels) return ConvolutionAlgorithm.Direct;
        double direct = (double)geometry.Window.KernelHeight * geometry.Window.KernelWidth * batchSize * geometry.OutputHeight * geometry.OutputWidth;
        if (fitsFourier) return FastestFourier(geometry, batchSize, mode).Cost < direct ? ConvolutionAlgorithm.Fourier : ConvolutionAlgorithm.Direct;
        if (!fitsWinograd) return ConvolutionAlgorithm.Direct;
        double f2 = WinogradCost(geometry, batchSize, mode, outputs: 2, SpeedF2), f4 = WinogradCost(geometry, batchSize, mode, outputs: 4, SpeedF4);
        if (Math.Min(f2, f4) >= direct) return ConvolutionAlgorithm.Direct;
        return f2 < f4 ? ConvolutionAlgorithm.WinogradF2 : ConvolutionAlgorithm.WinogradF4;
    }

    /// <summary>The tiled form of a correlation; null for the direct algorithm.</summary>
    public TiledCorrelation? Tiled(KernelSet set, CorrelationGeometry geometry, int batchSize, PlanMode mode) => Choose(set, geometry, batchSize, mode) switch
    {
        ConvolutionAlgorithm.WinogradF2 => new WinogradCorrelation<WinogradF2>(set, geometry),
        ConvolutionAlgorithm.WinogradF4 => new WinogradCorrelation<WinogradF4>(set, geometry),
        ConvolutionAlgorithm.Fourier => new FourierCorrelation(set, geometry, FourierSize ?? FastestFourier(geometry, batchSize, mode).Size),
        _ => null,
    };

    /// <summary>The algorithm of a filter gradient: direct or Winograd's.</summary>
    /// <param name="geometry">The forward pass's.</param>
    public ConvolutionAlgorithm ChooseFilterGradient(KernelSet set, CorrelationGeometry geometry, int batchSize)
    {
        if (!Winograd.Fits(geometry)) return ConvolutionAlgorithm.Direct;
        if (Always is { } algorithm) return algorithm;
        if (set.Lanes == 1 || Math.Min(geometry.Source.Channels, geometry.OutputChannels) < FewestChannels) return ConvolutionAlgorithm.Direct;
        double direct = (double)geometry.Window.KernelHeight * geometry.Window.KernelWidth * batchSize * geometry.OutputHeight * geometry.OutputWidth;
        double f2 = WinogradCost(geometry, batchSize, PlanMode.Training, outputs: 2, SpeedF2), f4 = WinogradCost(geometry, batchSize, PlanMode.Training, outputs: 4, SpeedF4);
        if (Math.Min(f2, f4) >= direct) return ConvolutionAlgorithm.Direct;
        return f2 < f4 ? ConvolutionAlgorithm.WinogradF2 : ConvolutionAlgorithm.WinogradF4;
    }

    /// <summary>Winograd's form of a filter gradient; null for the direct algorithm.</summary>
    /// <param name="layout">How the filters are packed.</param>
    public WinogradFilterGradient? FilterGradient(KernelSet set, CorrelationGeometry geometry, in PanelLayout layout, int batchSize) =>
        ChooseFilterGradient(set, geometry, batchSize) switch
        {
            ConvolutionAlgorithm.WinogradF2 => new WinogradFilterGradient<WinogradF2>(set, geometry, layout),
            ConvolutionAlgorithm.WinogradF4 => new WinogradFilterGradient<WinogradF4>(set, geometry, layout),
            _ => null,
        };

    // Multiplications for each pair of an input and an output channel, at the direct algorithm's speed. Partial tiles cost as much as whole ones.
    private static double WinogradCost(CorrelationGeometry geometry, int batchSize, PlanMode mode, int outputs, double speed)
    {
        long tiles = (long)batchSize * ((geometry.OutputHeight + outputs - 1) / outputs) * ((geometry.OutputWidth + outputs - 1) / outputs);
        double filterTiles = (mode == PlanMode.Training ? TrainingFilterTiles : ScoringFilterTiles) * Math.Sqrt((double)geometry.Source.Channels * geometry.OutputChannels);
        return (outputs + 2) * (outputs + 2) * (tiles / speed + filterTiles);
    }

    private static (int Size, double Cost) FastestFourier(CorrelationGeometry geometry, int batchSize, PlanMode mode) =>
        Fourier.Sizes.Where(size => Fourier.Outputs(geometry.Window, size) > 1).Select(size => (size, FourierCost(geometry, batchSize, mode, size))).MinBy(one => one.Item2);

    // In the unit of WinogradCost: four multiplications for each frequency, and the transforms of each input and output channel, which all channels of the other side share.
    private static double FourierCost(CorrelationGeometry geometry, int batchSize, PlanMode mode, int size)
    {
        int outputs = Fourier.Outputs(geometry.Window, size), frequencies = Fourier.Frequencies(size), inputChannels = geometry.Source.Channels;
        if (2L * frequencies * inputChannels * geometry.OutputChannels > MostFourierFilters) return double.PositiveInfinity;
        long tiles = (long)batchSize * ((geometry.OutputHeight + outputs - 1) / outputs) * ((geometry.OutputWidth + outputs - 1) / outputs);
        double tile = 4 / FourierSpeed + FourierTransformCost * (1.0 / inputChannels + 1.0 / geometry.OutputChannels);
        return frequencies * (tiles * tile + (mode == PlanMode.Training ? TrainingFourierFilters : ScoringFourierFilters));
    }
}
