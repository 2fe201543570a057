namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>What the definitions of activations promise: defaults, ranges, shapes, messages.</summary>
public class ActivationLayerTests
{
    private static readonly ImageShape Image = new(6, 4, 3);

    [Fact]
    public void DefaultsArePyTorchs()
    {
        Assert.Equal(0.01f, new LeakyReLULayer().Slope);
        Assert.Equal(1, new ELULayer().Alpha);
        Assert.False(new GELULayer().IsApproximate);
        Assert.Equal((1, 0.25f), (new PReLULayer().Slopes, new PReLULayer().InitialSlope));
    }

    [Fact]
    public void ParametersAreChecked()
    {
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>("Slope", () => new LeakyReLULayer(value));
            Assert.Throws<ArgumentOutOfRangeException>("InitialSlope", () => new PReLULayer(initialSlope: value));
            Assert.Throws<ArgumentOutOfRangeException>("Alpha", () => new ELULayer(value));
        }

        Assert.Throws<ArgumentOutOfRangeException>("Alpha", () => new ELULayer(-0.1f));
        Assert.Throws<ArgumentOutOfRangeException>("Slopes", () => new PReLULayer(0));
        Assert.Throws<ArgumentOutOfRangeException>("Pieces", () => new MaxoutLayer(0));
    }

    [Fact]
    public void ShapesStayButMaxoutsChannels()
    {
        foreach (var layer in new Layer[] { new SiLULayer(), new PReLULayer(6), new SoftmaxLayer() })
            Assert.Equal(Image, new NetworkBuilder(Image).Append(layer).Build().OutputShape);
        Assert.Equal(new ImageShape(2, 4, 3), new NetworkBuilder(Image).Maxout(3).Build().OutputShape);
    }

    [Fact]
    public void MessagesNameTheLayerItsInputAndTheRule()
    {
        Assert.Contains(
            "Layer 'prelu1' (PReLU 5 from 0.25) must have one slope, or one for each of the 6 channels of its input 6x4x3.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkBuilder(Image).PReLU(5)).Message);
        Assert.Contains(
            "Layer 'maxout1' (maxout 4) cannot cut the 6 channels of its input 6x4x3 into groups of 4.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkBuilder(Image).Maxout(4)).Message);
    }

    [Fact]
    public void PReLUsSlopesBeginWhereTheyAreToldAndDoNotDecay()
    {
        var network = new NetworkBuilder(Image).PReLU(6, 0.5f, "act").Build();
        Assert.Equal(Enumerable.Repeat(0.5f, 6), network.InitializeWeights(1)["act.weight"].Values);
        Assert.False(Assert.Single(network.Lower().Parameters).HasWeightDecay);
        Assert.Equal<int>([1], new NetworkBuilder(Image).PReLU(name: "act").Build().InitializeWeights(1)["act.weight"].Dimensions);
    }

    [Fact]
    public void TheyAreValuesThatPrintWhatTheyAre()
    {
        Assert.Equal(new LeakyReLULayer(0.1f), new LeakyReLULayer { Slope = 0.1f });
        Assert.NotEqual(new GELULayer(), new GELULayer { IsApproximate = true });
        Assert.Equal(
            ["leaky ReLU 0.1", "ELU 0.5", "GELU by tanh", "maxout 2", "hard swish"],
            new Layer[] { new LeakyReLULayer(0.1f), new ELULayer(0.5f), new GELULayer { IsApproximate = true }, new MaxoutLayer(2), new HardSwishLayer() }.Select(layer => layer.ToString()));
    }

    [Fact]
    public void GELUsApproximationIsATextInJson()
    {
        string json = new NetworkBuilder(Image).GELU(approximate: true).Build().ToJson();
        Assert.Contains("\"approximate\": \"tanh\"", json);
        Assert.Contains(
            "'gelu1': property 'approximate' must be one of none, tanh",
            Assert.Throws<FormatException>(() => Network.FromJson(json.Replace("\"tanh\"", "\"erf\""))).Message);
    }
}
