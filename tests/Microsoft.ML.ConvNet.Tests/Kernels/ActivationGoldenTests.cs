using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tests.Execution;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Activations against PyTorch in double precision (tests/golden/activations.py), edges, large values, infinities and NaN included.</summary>
public class ActivationGoldenTests
{
    private static readonly Golden Values = JsonSerializer.Deserialize<Golden>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "activations.json")),
        new JsonSerializerOptions(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals })!;

    public static TheoryData<string> Functions => [.. Values.Functions.Select(function => function.Name)];

    public static TheoryData<int, string> Layers
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int i = 0; i < Values.Layers.Length; i++) data.Add(i, Values.Layers[i].Kind);
            return data;
        }
    }

    [Fact]
    public void EveryFunctionIsThere() => Assert.Equal(ActivationCases.All.Keys.Except(["identity"]), Values.Functions.Select(function => function.Name));

    [Theory]
    [MemberData(nameof(Functions))]
    public void TheDefinitionsArePyTorchs(string name)
    {
        var golden = Values.Functions.Single(function => function.Name == name);
        var function = ActivationCases.All[name];
        for (int i = 0; i < golden.X.Length; i++)
        {
            AssertClose(golden.Y[i], Activation.ForwardReference(golden.X[i], function), 1e-13, $"{name} of {golden.X[i]}");
            if (!double.IsNaN(golden.Slope[i]) && !double.IsNaN(golden.X[i]))
                AssertClose(golden.Slope[i], Activation.BackwardReference(golden.X[i], function), name == "hard-sigmoid" ? 1e-8 : 1e-13, $"slope of {name} at {golden.X[i]}");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public unsafe void TheKernelsArePyTorchs(string name)
    {
        var golden = Values.Functions.Single(function => function.Name == name);
        var function = ActivationCases.All[name];
        int length = golden.X.Length;
        foreach (var set in KernelSet.Supported)
        {
            using var x = new KernelBuffer(Array.ConvertAll(golden.X, value => (float)value));
            using var y = new KernelBuffer(length);
            using var gradient = new KernelBuffer([.. Enumerable.Repeat(1f, length)]);
            Activation.Forward(set, x.Pointer, y.Pointer, 1, length, length, null, null, function);
            Activation.Backward(set, function.NeedsInput ? x.Pointer : y.Pointer, gradient.Pointer, length, 1, null, null, function);
            for (int i = 0; i < length; i++)
            {
                AssertClose(golden.Y[i], y.Span[i], 1e-6, $"{set}, {name} of {golden.X[i]}");
                if (!double.IsNaN(golden.Slope[i]) && !double.IsNaN(golden.X[i])) AssertClose(golden.Slope[i], gradient.Span[i], 1e-6, $"{set}, slope of {name} at {golden.X[i]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void TheOthersArePyTorchs(int index, string kind)
    {
        const int rows = 2, pixels = 6;
        var golden = Values.Layers[index];
        int channels = golden.Channels, count = rows * channels * pixels, outputs = golden.Y.Length / rows / pixels;
        double[] x = Rows([.. Enumerable.Range(0, count).Select(i => 3.0 * LayerGolden.Drawn(1, i))], channels, pixels);
        double[] slopes = [.. Enumerable.Range(0, golden.Slopes).Select(i => (double)LayerGolden.Drawn(2, i))];
        double[] dy = Rows([.. Enumerable.Range(0, golden.Y.Length).Select(i => (double)LayerGolden.Drawn(3, i))], outputs, pixels);
        double[] y = new double[golden.Y.Length], dx = new double[count], dslopes = new double[slopes.Length];
        switch (kind)
        {
            case "prelu":
                PReLU.ForwardReference<double>(x, slopes, y);
                PReLU.BackwardReference<double>(x, slopes, dy, dx, dslopes);
                break;
            case "softmax":
                ChannelSoftmax.ForwardReference<double>(x, channels, y);
                ChannelSoftmax.BackwardReference<double>(y, dy, channels, dx);
                break;
            case "maxout":
                Maxout.Forward<double>(x, golden.Pieces, y);
                Maxout.Backward<double>(x, golden.Pieces, dy, dx);
                break;
            default:
                throw new InvalidDataException(kind);
        }

        AssertAllClose(Rows(golden.Y, outputs, pixels), y, kind);
        AssertAllClose(Rows(golden.InputGradient, channels, pixels), dx, $"gradient of {kind}");
        AssertAllClose(golden.SlopeGradient, dslopes, $"gradient of the slopes of {kind}");
    }

    /// <summary>N, C, H, W to rows of channels.</summary>
    private static double[] Rows(double[] images, int channels, int pixels)
    {
        double[] rows = new double[images.Length];
        for (int i = 0; i < images.Length; i++)
        {
            int image = i / (channels * pixels), channel = i / pixels % channels, pixel = i % pixels;
            rows[(image * pixels + pixel) * channels + channel] = images[i];
        }

        return rows;
    }

    private static void AssertAllClose(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) AssertClose(expected[i], actual[i], 1e-13, $"{what}, value {i}");
    }

    private static void AssertClose(double expected, double actual, double tolerance, string what)
    {
        if (expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected))) return;
        Assert.Fail(FormattableString.Invariant($"{what} is {actual:R}, PyTorch's {expected:R}."));
    }

    private sealed record Golden(FunctionCase[] Functions, LayerCase[] Layers);

    private sealed record FunctionCase(string Name, double[] X, double[] Y, double[] Slope);

    private sealed record LayerCase(string Kind, int Channels, int Slopes, int Pieces, double[] Y, double[] InputGradient, double[] SlopeGradient);
}
