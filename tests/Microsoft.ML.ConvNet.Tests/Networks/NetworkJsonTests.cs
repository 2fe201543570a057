namespace Microsoft.ML.ConvNet.Tests.Networks;

public class NetworkJsonTests
{
    private static readonly Network Tiny = new NetworkBuilder(new ImageShape(1, 4, 4)).Convolution(2, 3, name: "conv").ReLU("relu").Dense(2, name: "fc").Build();

    public static TheoryData<string> Networks => [.. All.Keys];

    private static readonly Dictionary<string, Network> All = new()
    {
        ["lenet5"] = ConvNetArchitecture.LeNet5.Build(new(1, 28, 28), 10),
        ["lenet5-relu"] = ConvNetArchitecture.LeNet5ReLU.Build(new(3, 40, 28), 2),
        ["small"] = ConvNetArchitecture.Small.Build(new(3, 64, 64), 100),
        ["graph"] = NetworkBuilderTests.ResidualAndInception(),
        ["odd values"] = new NetworkBuilder(new ImageShape(2, 40, 50))
            .Append(new ConvolutionLayer(3, new Extent(2, 5))
            {
                Stride = new Extent(2, 3), Padding = new Padding(1, 2, 3, 4), Dilation = new Extent(3, 2), HasBias = false,
                WeightInitializer = Initializer.HeUniformFanOut, BiasInitializer = Initializer.Uniform,
            })
            .Append(new BatchNormLayer { Epsilon = 1.17549435e-38f, Momentum = 0.1f + 1e-8f })
            .Append(new BatchNormLayer { IsAffine = false })
            .Append(new GroupNormLayer(3) { Epsilon = 1f / 3, IsAffine = false })
            .Append(new LocalResponseNormLayer(4) { Alpha = 0.1f + 1e-8f, Beta = 1f / 7, K = 1.17549435e-38f })
            .Append(new StochasticDepthLayer(1f / 7))
            .Append(new MaxPoolLayer(new Extent(3, 2)) { Stride = new Extent(1, 2), Padding = new Padding(2, 1, 0, 1) })
            .Append(new ConvolutionLayer(6, new Extent(4, 3)) { Padding = Padding.Same, PaddingMode = PaddingMode.Replicate, Groups = 3 })
            .Append(new AveragePoolLayer(3) { Stride = 2, Padding = Padding.Same, Dilation = new Extent(1, 2), CeilMode = true, CountIncludePad = false })
            .Append(new MaxPoolLayer(2) { Stride = 1, Dilation = new Extent(2, 1), CeilMode = true })
            .Append(new LocallyConnectedLayer(3, new Extent(2, 3)) { Stride = new Extent(2, 1), Padding = Padding.Same, HasBias = false, WeightInitializer = Initializer.Normal })
            .Append(new DropoutLayer(1f / 3))
            .Append(new DenseLayer(2) { HasBias = false, WeightInitializer = Initializer.GlorotNormal })
            .Append(new RadialBasisLayer(3) { IsTrainable = false, WeightInitializer = Initializer.Ones })
            .Build(),
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void TheRoundTripIsExact(string name)
    {
        var network = All[name];
        string json = network.ToJson();
        var read = Network.FromJson(json);
        Assert.Equal(network, read);
        Assert.Equal(network.GetHashCode(), read.GetHashCode());
        Assert.Equal(json, read.ToJson());
        Assert.Equal(network.Summary(), read.Summary());
    }

    [Fact]
    public void TheTextIsTheDocumentedFormat()
    {
        string json = new NetworkBuilder(new ImageShape(1, 4, 4)).MaxPool(2).Build().ToJson();
        Assert.Equal(
            """{"format":"Microsoft.ML.ConvNet.Network","version":1,"input":[1,4,4],"nodes":[{"name":"pool1","kind":"max-pool","inputs":["input"],"kernel":[2,2],"stride":[2,2],"padding":[0,0,0,0],"dilation":[1,1],"ceilMode":false}]}""",
            string.Concat(json.Where(letter => !char.IsWhiteSpace(letter))));
        Assert.DoesNotContain('\r', json);
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version 2, newer than")]
    [InlineData("\"version\": 1", "\"version\": \"1\"", "no version")]
    [InlineData("Microsoft.ML.ConvNet.Network", "Something.Else", "not a network definition")]
    [InlineData("\"input\": [\n    1,", "\"input\": [\n    0,", "impossible input")]
    [InlineData("\"input\": [\n    1,", "\"input\": [\n    1.5,", "'1.5'")]
    [InlineData("\"input\": [\n    1,", "\"input\": [\n    1, 1,", "no input of [channels, height, width]")]
    [InlineData("\"kind\": \"relu\"", "\"kind\": \"mish\"", "'relu' is of the unknown kind 'mish'")]
    [InlineData("\"name\": \"relu\"", "\"name\": \"conv\"", "'conv' occurs twice")]
    [InlineData("\"name\": \"relu\"", "\"name\": \"\"", "The layer name ''")]
    [InlineData("\"name\": \"relu\"", "\"title\": \"relu\"", "Node 1 (counted from 0)")]
    [InlineData("\"conv\"\n      ]", "\"fc\"\n      ]", "'relu' takes its input from 'fc', which does not come before it: the nodes have a cycle")]
    [InlineData("\"conv\"\n      ]", "\"relu\"\n      ]", "'relu' takes its input from 'relu', which does not come before it")]
    [InlineData("\"conv\"\n      ]", "\"cnv\"\n      ]", "'relu' takes its input from 'cnv', which does not exist")]
    [InlineData("\"conv\"\n      ]", "\"conv\", \"conv\"\n      ]", "'relu' (ReLU) takes 1 input(s), but is given 2")]
    [InlineData("\"conv\"\n      ]", "]", "'relu' (ReLU) takes 1 input(s), but is given 0")]
    [InlineData("\"conv\"\n      ]", "\"input\"\n      ]", "'conv' (convolution 3x3-2) is not used")]
    [InlineData("\"outputChannels\": 2", "\"outputChannels\": 0", "'conv' of the network definition is impossible. OutputChannels must be at least 1")]
    [InlineData("\"outputChannels\": 2", "\"outputChannels\": 2000000000", "'conv' (convolution 3x3-2000000000)")]
    [InlineData("\"outputChannels\": 2", "\"outputChannels\": 3000000000", "'conv': property 'outputChannels' must be a whole number")]
    [InlineData("\"outputChannels\": 2", "\"filters\": 2", "'conv' lacks the property 'outputChannels'")]
    [InlineData("\"outputChannels\": 2", "\"outputChannels\": 2, \"cliques\": 2", "'conv' has the unknown property 'cliques'")]
    [InlineData("\"outputChannels\": 2", "\"outputChannels\": 2, \"outputChannels\": 2", "not valid JSON")]
    [InlineData("\"kernel\": [\n        3,", "\"kernel\": [\n        5,", "'conv' (convolution 5x3-2) does not fit its input 1x4x4")]
    [InlineData("\"kernel\": [\n        3,", "\"kernel\": [\n        \"3\",", "property 'kernel' must be a whole number")]
    [InlineData("\"kernel\": [\n        3,", "\"kernel\": [\n        3, 3,", "property 'kernel' must be a list of 2 whole numbers")]
    [InlineData("\"kernel\": [\n        3,", "\"kernel\": [\n        2147483647,", "Kernel must be 1 to 32767")]
    [InlineData("\"paddingMode\": \"zeros\"", "\"paddingMode\": \"circular\"", "'conv': property 'paddingMode' must be one of zeros, replicate, reflect")]
    [InlineData("\"padding\": [\n        0,\n        0,\n        0,\n        0\n      ]", "\"padding\": \"valid\"", "property 'padding' must be \"same\" or a list")]
    [InlineData("\"groups\": 1", "\"groups\": 2", "'conv' of the network definition is impossible. Layer 'conv' (convolution 3x3-2 groups 2) does not fit")]
    [InlineData("\"padding\": [\n        0,", "\"padding\": [\n        -1,", "Padding must be 0 to 32767")]
    [InlineData("\"bias\": true", "\"bias\": 1", "property 'bias' must be true or false")]
    [InlineData("he-normal", "she-normal", "'weightInitializer' must be one of zeros, ones")]
    [InlineData("he-normal", "\\ud800", "not valid JSON")]
    public void DamageNamesTheNode(string old, string replacement, string expected)
    {
        string json = Tiny.ToJson();
        int place = json.IndexOf(old, StringComparison.Ordinal);
        Assert.True(place >= 0, $"The test's text '{old}' is not in the definition.");
        string damaged = json[..place] + replacement + json[(place + old.Length)..];
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Network.FromJson(damaged)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\ud800")]
    [InlineData("""{"format":"Microsoft.ML.ConvNet.Network","version":1,"input":[1,4,4]}""")]
    [InlineData("""{"format":"Microsoft.ML.ConvNet.Network","version":1,"input":[1,4,4],"nodes":[]}""")]
    [InlineData("""{"format":"Microsoft.ML.ConvNet.Network","version":1,"input":[1,4,4],"nodes":[7]}""")]
    [InlineData("""{"format":"Microsoft.ML.ConvNet.Network","version":1,"input":[1,4,4],"nodes":[],"extra":1}""")]
    public void WhatIsNoDefinitionIsRefused(string text) => Assert.Throws<FormatException>(() => Network.FromJson(text));

    [Fact]
    public void RandomDamageGivesANetworkOrAFormatExceptionAndNothingElse()
    {
        string good = All["graph"].ToJson();
        var random = new Random(4);
        int refused = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            char[] text = [.. good];
            for (int changes = random.Next(1, 4); changes > 0; changes--) text[random.Next(text.Length)] = (char)random.Next(32, 127);
            try
            {
                Network.FromJson(new string(text));
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        for (int length = 0; length < good.Length; length += 7) Assert.Throws<FormatException>(() => Network.FromJson(good[..length]));
        Assert.InRange(refused, 1000, 3000);
    }
}
