using System.Globalization;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>docs/convolution-algorithms.md states errors that hold and are not much larger than what is measured against the definition in double precision.</summary>
public class ConvolutionErrorsTests
{
    /// <summary>The worst case on one processor may be this much better than on another.</summary>
    private const double Slack = 3;

    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "docs", "convolution-algorithms.md"));

    private static readonly SlidingWindow[] LargeWindows = [.. new[] { 4, 5, 7, 9 }.Select(CorrelationCases.Same)];

    // By how the rows of the table begin.
    private static readonly Dictionary<string, Func<IEnumerable<ConvolutionErrors>>> Measured = new()
    {
        ["matrix product in place"] = () => Plain("channels 1x1", "rows of a dense layer", "deep").Where(one => one.KernelArea == 1).Select(Direct),
        ["implicit matrix product"] = () => Plain("windows", "many pixels", "deep").Where(one => one.KernelArea > 1).Select(Direct),
        ["depthwise"] = () => CorrelationCases.Windows(seed: 7).Where(window => window.OutputHeight(6) > 0 && window.OutputWidth(7) > 0).Take(100).Concat(LargeWindows)
            .Select(window => DepthwiseChecks.Measure(KernelSet.Best, new ImageShape(17, 6, 7), window)),
        ["Winograd F(4x4, 3x3)"] = () => Winograds(outputs: 4),
        ["Winograd F(2x2, 3x3)"] = () => Winograds(outputs: 2),
        ["Fourier transform"] = () =>
            FourierChecks.Cases().Append(new CorrelationCase(new(512, 8, 8), CorrelationCases.Same(5), 16)).Select(one => FourierChecks.Measure(KernelSet.Best, one)),
    };

    public static TheoryData<string> Algorithms => [.. Measured.Keys];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void AreThoseOfTheDocumentation(string algorithm)
    {
        var stated = Stated(algorithm);
        var measured = ConvolutionErrors.Worst(Measured[algorithm]());
        measured.AssertWithin(stated, $"{algorithm}");
        Assert.True(
            stated.RootMeanSquare <= Slack * measured.RootMeanSquare && stated.Maximum <= Slack * measured.Maximum,
            string.Create(CultureInfo.InvariantCulture, $"{algorithm}: stated {stated}, measured {measured}."));
    }

    [Fact]
    public void BoundsOfTheChecksAreThoseOfTheDocumentation()
    {
        Assert.Equal(Stated("implicit matrix product"), ConvolutionErrors.DirectBound);
        Assert.Equal(Stated("Winograd F(4x4, 3x3)"), ConvolutionErrors.WinogradBound(outputs: 4));
        Assert.Equal(Stated("Winograd F(2x2, 3x3)"), ConvolutionErrors.WinogradBound(outputs: 2));
        Assert.Equal(Stated("Fourier transform"), ConvolutionErrors.FourierBound);
    }

    private static IEnumerable<CorrelationCase> Plain(params string[] groups) => groups.SelectMany(group => CorrelationCases.Groups[group]());

    private static ConvolutionErrors Direct(CorrelationCase one) => CorrelationChecks.Measure(KernelSet.Best, one);

    private static IEnumerable<ConvolutionErrors> Winograds(int outputs) =>
        WinogradChecks.Cases()
            .Append(new CorrelationCase(new(64, 12, 12), CorrelationCases.Same(3), 16))
            .Append(new CorrelationCase(new(512, 8, 8), CorrelationCases.Same(3), 16))
            .Select(one => WinogradChecks.Measure(KernelSet.Best, one, outputs));

    // The last column of the algorithm's row: root mean square / largest.
    private static ConvolutionErrors Stated(string algorithm)
    {
        string row = Assert.Single(Lines, line => line.StartsWith($"| {algorithm}", StringComparison.Ordinal));
        double[] errors = [.. row.Trim('|', ' ').Split('|')[^1].Split('/').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new ConvolutionErrors(errors[0], errors[1]);
    }
}
