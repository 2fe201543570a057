using System.Security.Cryptography;

namespace Microsoft.ML.ConvNet.Tests.Networks;

public class InitializeWeightsTests
{
    private static readonly Network Small = ConvNetArchitecture.Small.Build(new ImageShape(1, 28, 28), 10);

    [Fact]
    public void ParametersHavePyTorchsNamesOrderAndDimensions()
    {
        var weights = Small.InitializeWeights(0);
        Assert.Equal(["conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "conv2.weight"], weights.Keys.Take(6));
        Assert.Equal(["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"], weights.Keys.TakeLast(4));
        Assert.Equal([32, 1, 3, 3], weights["conv1.weight"].Dimensions.AsEnumerable());
        Assert.Equal([128, 64 * 49], weights["fc1.weight"].Dimensions.AsEnumerable());
        Assert.Equal([10], weights["fc2.bias"].Dimensions.AsEnumerable());
        Assert.All(weights["bn1.weight"].Values.Concat(weights["bn1.running_var"].Values), value => Assert.Equal(1, value));
        Assert.All(weights["bn1.bias"].Values.Concat(weights["bn1.running_mean"].Values).Concat(weights["fc1.bias"].Values), value => Assert.Equal(0, value));
    }

    [Fact]
    public void OnlyWeightsDecayAndRunningStatisticsAreNotTrained()
    {
        foreach (var (node, parameter) in Small.Nodes.SelectMany(node => node.Parameters.Select(parameter => (node, parameter))))
        {
            Assert.Equal(node.Layer is ConvolutionLayer or DenseLayer && parameter.Name == "weight", parameter.HasWeightDecay);
            Assert.Equal(!parameter.Name.StartsWith("running", StringComparison.Ordinal), parameter.IsTrainable);
        }
    }

    [Fact]
    public void ASeedMeansTheSameBitsForEver()
    {
        // These change only when the meaning of a seed changes, which breaks users' reproducibility: say so in the change log.
        Assert.Equal("B60B31DC25B23AE8", Checksum(ConvNetArchitecture.LeNet5, 1));
        Assert.Equal("34720861A899A38E", Checksum(ConvNetArchitecture.LeNet5ReLU, 1));
        Assert.Equal("8731697212ECB1D1", Checksum(ConvNetArchitecture.Small, ulong.MaxValue));

        // Worked out apart from this library: sqrt(6 / (25 + 150)) * (2 * u - 1), u the first number of the stream FNV-1a("conv1.weight").
        float first = ConvNetArchitecture.LeNet5.Build(new ImageShape(1, 28, 28), 10).InitializeWeights(1)["conv1.weight"].Values[0];
        Assert.Equal(0.11592974778293683, first, 1e-8);

        static string Checksum(ConvNetArchitecture architecture, ulong seed)
        {
            using var stream = new MemoryStream();
            SafeTensors.Write(stream, architecture.Build(new ImageShape(1, 28, 28), 10).InitializeWeights(seed));
            return Convert.ToHexString(SHA256.HashData(stream.ToArray()))[..16];
        }
    }

    [Fact]
    public void SeedsAndNamesGiveDifferentNumbers()
    {
        Assert.NotEqual(Small.InitializeWeights(1)["conv2.weight"].Values, Small.InitializeWeights(2)["conv2.weight"].Values);
        var twins = new NetworkBuilder(new ImageShape(1, 4, 4)).Convolution(8, 3, padding: 1).Convolution(8, 3, padding: 1).Convolution(8, 3, padding: 1).Build().InitializeWeights(1);
        Assert.NotEqual(twins["conv2.weight"].Values, twins["conv3.weight"].Values);
    }

    [Fact]
    public void ALayersWeightsDoNotDependOnItsNeighbours()
    {
        var alone = new NetworkBuilder(new ImageShape(3, 8, 8)).Convolution(8, 3, name: "conv").Build().InitializeWeights(9);
        var among = new NetworkBuilder(new ImageShape(3, 8, 8)).BatchNorm().Convolution(8, 3, name: "conv").Dense(4).Build().InitializeWeights(9);
        Assert.Equal(alone["conv.weight"].Values, among["conv.weight"].Values);
    }

    public static TheoryData<string, double> Variances => new()
    {
        { "uniform", 1.0 / 3 / 400 },
        { "normal", 1.0 / 400 },
        { "glorot-uniform", 2.0 / (400 + 900) },
        { "glorot-normal", 2.0 / (400 + 900) },
        { "he-uniform", 2.0 / 400 },
        { "he-normal", 2.0 / 400 },
        { "he-uniform-fan-out", 2.0 / 900 },
        { "he-normal-fan-out", 2.0 / 900 },
        { "uniform-fan-out", 1.0 / 3 / 900 },
        { "signs", 1 },
        { "normal(0.01)", 1e-4 },

        // Of a normal number between -2 and 2.
        { "truncated-normal(0.01)", 0.7737e-4 },
    };

    [Theory]
    [MemberData(nameof(Variances))]
    public void InitializersHaveTheirVarianceAndMeanZero(string name, double variance)
    {
        // A 5x5 convolution from 16 to 36 channels: fan-in 400, fan-out 900.
        var layer = new ConvolutionLayer(36, 5) { WeightInitializer = Initializer.Find(name)! };
        float[] values = new NetworkBuilder(new ImageShape(16, 5, 5)).Append(layer).Build().InitializeWeights(5)["conv1.weight"].Values;
        Assert.Equal(14_400, values.Length);
        double mean = values.Average(value => (double)value), found = values.Average(value => (double)value * value);

        // Five standard errors.
        Assert.InRange(mean, -5 * Math.Sqrt(variance / values.Length), 5 * Math.Sqrt(variance / values.Length));
        Assert.InRange(found / variance, 1 - 5 * Math.Sqrt(2.0 / values.Length), 1 + 5 * Math.Sqrt(2.0 / values.Length));
        if (name.Contains("uniform", StringComparison.Ordinal))
        {
            float bound = (float)Math.Sqrt(3 * variance);
            Assert.InRange(values.Max(), 0.99f * bound, bound);
            Assert.InRange(values.Min(), -bound, -0.99f * bound);
        }
        else if (name == "signs")
        {
            Assert.All(values, value => Assert.Equal(1, Math.Abs(value)));
        }
        else if (name.StartsWith("truncated", StringComparison.Ordinal))
        {
            Assert.InRange(values.Max(), 0.0199f, 0.02f);
        }
        else
        {
            Assert.InRange(values.Max(), 3 * Math.Sqrt(variance), 6 * Math.Sqrt(variance));
        }
    }

    [Fact]
    public void EveryInitializerIsCovered() =>
        Assert.Equal(Initializer.All.Select(initializer => initializer.Name).Except(["zeros", "ones"]), Variances.Select(row => (string)row[0]).Where(name => !name.Contains('(')));

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void ADeviationIsPositive(float deviation)
    {
        Assert.Throws<ArgumentOutOfRangeException>("deviation", () => Initializer.NormalOf(deviation));
        Assert.Throws<ArgumentOutOfRangeException>("deviation", () => Initializer.TruncatedNormalOf(deviation));
    }

    [Fact]
    public void ADeviationIsPartOfTheName()
    {
        Assert.Equal(Initializer.NormalOf(0.01f), Initializer.Find("normal(0.01)"));
        Assert.NotEqual(Initializer.NormalOf(0.01f), Initializer.NormalOf(0.02f));
        Assert.All(["normal()", "normal(0)", "normal(x)", "(0.01)", "uniform(0.01)", "normal(0.01"], name => Assert.Null(Initializer.Find(name)));
    }
}
