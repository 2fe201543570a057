namespace Microsoft.ML.ConvNet.Tests.Networks;

public class NetworkBuilderBlockTests
{
    private static NetworkBuilder Image(int channels = 3, int size = 32) => new(new ImageShape(channels, size, size));

    private static IEnumerable<string> Names(Network network) => network.Nodes.Select(node => node.Name);

    [Fact]
    public void ScopesNestAndAreLeftAgain()
    {
        var network = Image()
            .Scope("layer1", layer => layer
                .Scope("0", block => block.Convolution(4, 3, name: "conv1").BatchNorm("bn1"))
                .Scope("1", block => block.Convolution(4, 3, name: "conv1"))
                .ReLU("relu"))
            .Dense(10, name: "fc")
            .Build();
        Assert.Equal(["layer1.0.conv1", "layer1.0.bn1", "layer1.1.conv1", "layer1.relu", "fc"], Names(network));
        Assert.Equal("layer1.0.conv1.weight", network.InitializeWeights(0).Keys.First());
    }

    [Fact]
    public void NumbersBeginAnewInEachScopeAndGoOnWhenItIsEnteredAgain()
    {
        var network = Image()
            .Convolution(4, 3)
            .Scope("a", scope => scope.Convolution(4, 3).ReLU().Convolution(4, 3))
            .Scope("b", scope => scope.Convolution(4, 3))
            .Scope("a", scope => scope.Convolution(4, 3))
            .Convolution(4, 3)
            .Build();
        Assert.Equal(["conv1", "a.conv1", "a.relu1", "a.conv2", "b.conv1", "a.conv3", "conv2"], Names(network));
    }

    [Fact]
    public void AScopeIsLeftWhenItsBlockThrows()
    {
        var builder = Image();
        Assert.Throws<InvalidDataException>(() => builder.Scope("a", _ => throw new InvalidDataException()));
        Assert.Equal("relu1", builder.ReLU().Current.Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("é")]
    public void ScopeNamesAreChecked(string name) =>
        Assert.Contains($"scope name '{name}'", Assert.Throws<ArgumentException>(() => Image().Scope(name, scope => scope.ReLU())).Message);

    [Fact]
    public void NamesAreUniqueWithTheirScopes()
    {
        Assert.Equal(["a.relu", "relu"], Names(Image().Scope("a", scope => scope.ReLU("relu")).ReLU("relu").Build()));
        Assert.Contains("'a.relu' occurs twice", Assert.Throws<ArgumentException>(() => Image().ReLU("a.relu").Scope("a", scope => scope.ReLU("relu"))).Message);
        Assert.Equal("a.input", Image().Scope("a", scope => scope.ReLU("input")).Current.Name);
    }

    [Fact]
    public void AnErrorNamesTheLayerWithItsScopesItsInputAndTheRule()
    {
        var fit = Assert.Throws<ArgumentOutOfRangeException>(
            () => Image(16, 1).Scope("layer4", layer => layer.Scope("0", block => block.MaxPool(2, name: "pool"))));
        Assert.Equal("Layer 'layer4.0.pool' (max pool 2x2 stride 2) does not fit its input 16x1x1: its window of 2x2 pixels is larger than the 1x1 of the input.", fit.Message);
        var shapes = Assert.Throws<ArgumentException>(
            () => Image(16).Scope("layer2", layer => layer.Residual(body => body.Convolution(32, 3, stride: 2, padding: 1))));
        Assert.Equal("Layer 'layer2.add1' (add) needs inputs of one shape, but has 32x16x16 and 16x32x32.", shapes.Message);
    }

    [Fact]
    public void AResidualBlockAddsItsInputOrAShortcut()
    {
        var network = Image(8, 8)
            .Residual(body => body.Convolution(8, 3, padding: 1, name: "conv1").ReLU().Convolution(8, 3, padding: 1, name: "conv2"), name: "plain")
            .Residual(
                body => body.Convolution(16, 3, stride: 2, padding: 1, name: "conv3"),
                shortcut => shortcut.Scope("downsample", scope => scope.Convolution(16, 1, stride: 2, bias: false, name: "0").BatchNorm("1")),
                name: "projected")
            .Dense(2)
            .Build();
        NetworkNode Node(string name) => network.Nodes.Single(node => node.Name == name);
        Assert.Equal(["conv2", "input"], Node("plain").Inputs.AsEnumerable());
        Assert.Equal(["conv3", "downsample.1"], Node("projected").Inputs.AsEnumerable());
        Assert.Equal(["plain"], Node("downsample.0").Inputs.AsEnumerable());
        Assert.Equal(new ImageShape(16, 4, 4), Node("projected").OutputShape);
        Assert.Contains("'input' has no layer", Assert.Throws<ArgumentException>(() => Image().Residual(_ => { })).Message);
    }

    [Fact]
    public void ParallelBranchesStartAtOnePointAndAreConcatenated()
    {
        var network = Image(192, 28)
            .Scope("inception3a", module => module.Parallel(
            [
                branch => branch.Convolution(64, 1, name: "branch1"),
                branch => branch.Scope("branch2", scope => scope.Convolution(96, 1, name: "0").Convolution(128, 3, padding: 1, name: "1")),
                branch => branch.Scope("branch3", scope => scope.Convolution(16, 1, name: "0").Convolution(32, 5, padding: 2, name: "1")),
                branch => branch.MaxPool(3, stride: 1, padding: 1, name: "pool").Convolution(32, 1, name: "branch4"),
                _ => { },
            ]))
            .Build();
        var joined = network.Nodes[^1];
        Assert.Equal("inception3a.concat1", joined.Name);
        Assert.Equal(["inception3a.branch1", "inception3a.branch2.1", "inception3a.branch3.1", "inception3a.branch4", "input"], joined.Inputs.AsEnumerable());
        Assert.Equal(new ImageShape(256 + 192, 28, 28), joined.OutputShape);
        Assert.Contains("takes 2 or more", Assert.Throws<ArgumentException>(() => Image().Parallel([branch => branch.ReLU()])).Message);
        var sizes = Assert.Throws<ArgumentException>(() => Image(4, 8).Scope("m", module => module.Parallel([branch => branch.MaxPool(2), _ => { }], name: "join")));
        Assert.Equal("Layer 'm.join' (concat) needs inputs of one height and width, but has 4x4x4 and 4x8x8.", sizes.Message);
    }

    [Fact]
    public void ABlockIsAFunctionThatIsUsedAgain()
    {
        static void Block(NetworkBuilder builder, int channels) => builder
            .Residual(body => body.Convolution(channels, 3, padding: 1, bias: false, name: "conv1").BatchNorm("bn1"))
            .ReLU();

        var network = Image(4, 8).Scope("layer1", layer =>
        {
            for (int block = 0; block < 3; block++) layer.Scope($"{block}", scope => Block(scope, 4));
        }).Build();
        Assert.Equal(12, network.Nodes.Length);
        Assert.Equal("layer1.2.relu1", network.Nodes[^1].Name);
        Assert.Equal(["layer1.2.bn1", "layer1.1.relu1"], network.Nodes[^2].Inputs.AsEnumerable());
        Assert.Equal(network, Network.FromJson(network.ToJson()));
    }

    [Fact]
    public void SqueezeAndExcitationHasTorchvisionsNamesAndParameters()
    {
        var builder = Image(16, 8).Scope("block", block => block.SqueezeExcitation(4, name: "2"));
        Assert.Equal(new ImageShape(16, 8, 8), builder.Current.Shape);
        var network = builder.SqueezeExcitation(2).SqueezeExcitation(2).Build();
        Assert.Equal(
            ["block.2.fc1.weight", "block.2.fc1.bias", "block.2.fc2.weight", "block.2.fc2.bias", "se1.fc1.weight"], network.InitializeWeights(0).Keys.Take(5));
        Assert.Equal("se2.multiply", network.Nodes[^1].Name);
        Assert.Equal(["se1.multiply", "se2.scale_activation"], network.Nodes[^1].Inputs.AsEnumerable());
        Assert.Equal(16 * 4 + 4 + 4 * 16 + 16 + 2 * (16 * 2 + 2 + 2 * 16 + 16), network.ParameterCount);
        var twice = Assert.Throws<ArgumentException>(
            () => Image().SqueezeExcitation(2, name: "se").SqueezeExcitation(2, name: "se"));
        Assert.Contains("'se.avgpool' occurs twice", twice.Message);
    }
}
