namespace Microsoft.ML.ConvNet.Tests.Networks;

/// <summary>Weights taken by name: strictly, or for fine-tuning what fits.</summary>
public class LoadWeightsTests
{
    private static readonly Network TenClasses = ConvNetArchitecture.CifarResNet(20).Build(new ImageShape(3, 32, 32), 10);

    [Fact]
    public void WhatFitsIsTakenInTheOrderOfTheNetwork()
    {
        var given = new Weights(TenClasses.InitializeWeights(7).Reverse());
        var weights = TenClasses.LoadWeights(given);
        Assert.Equal(TenClasses.InitializeWeights(1).Keys, weights.Keys);
        Assert.All(weights, pair => Assert.Same(given[pair.Key], pair.Value));
        Assert.True(TenClasses.MatchWeights(given).IsExact);
        Assert.Equal("97 of the network's 97 tensors are there and fit.", TenClasses.MatchWeights(given).ToString());
    }

    [Fact]
    public void OneExceptionListsAllThatDoesNotFit()
    {
        var exception = Assert.Throws<ArgumentException>("weights", () => TenClasses.LoadWeights(Misfits()));
        Assert.StartsWith(
            "The weights do not fit the network: 94 of the network's 97 tensors are there and fit. 1 is missing: bn1.bias. "
            + "2 are of another shape: conv1.weight (16x3x3x3 expected, 16x1x3x3 found), fc.bias (10 expected, a scalar found). 2 are unexpected: head.weight, head.bias.",
            exception.Message);
    }

    [Fact]
    public void PartialWeightsKeepTheInitialisationOfTheRest()
    {
        var given = Misfits();
        var weights = TenClasses.LoadWeights(given, allowPartial: true, seed: 3, out var match);
        Assert.Equal(["bn1.bias"], match.Missing.AsEnumerable());
        Assert.Equal(["head.weight", "head.bias"], match.Unexpected.AsEnumerable());
        Assert.Equal(["conv1.weight", "fc.bias"], match.OtherShapes.Select(one => one.Name));
        Assert.Equal([16, 3, 3, 3], match.OtherShapes[0].Expected.AsEnumerable());
        Assert.Equal([16, 1, 3, 3], match.OtherShapes[0].Found.AsEnumerable());
        Assert.Equal(94, match.Loaded.Length);

        var initial = TenClasses.InitializeWeights(3);
        Assert.Equal(initial.Keys, weights.Keys);
        foreach (var (name, tensor) in weights)
        {
            Assert.Equal(initial[name].Dimensions.AsEnumerable(), tensor.Dimensions);
            if (match.Loaded.Contains(name)) Assert.Same(given[name], tensor);
            else Assert.Equal(initial[name].Values, tensor.Values);
        }
    }

    [Fact]
    public void HundredsOfNamesAreCutToTheFirstAndACount()
    {
        // As when all names have a prefix.
        var network = ConvNetArchitecture.CifarResNet(110).Build(new ImageShape(3, 32, 32), 10);
        var given = new Weights(network.InitializeWeights(1).Select(pair => KeyValuePair.Create("module." + pair.Key, pair.Value)));
        string message = Assert.Throws<ArgumentException>("weights", () => network.LoadWeights(given)).Message;
        Assert.Contains("0 of the network's 547 tensors are there and fit. 547 are missing: conv1.weight, bn1.weight, ", message);
        Assert.Contains(" and 537 more. 547 are unexpected: module.conv1.weight, ", message);
        Assert.InRange(message.Length, 400, 1000);
    }

    [Fact]
    public void WhereNothingFitsPartialWeightsAreAnErrorToo()
    {
        var given = new Weights([KeyValuePair.Create("module.fc.bias", new Tensor([10], new float[10])), KeyValuePair.Create("fc.bias", new Tensor([1000], new float[1000]))]);
        string message = Assert.Throws<ArgumentException>("weights", () => TenClasses.LoadWeights(given, allowPartial: true, seed: 1, out _)).Message;
        Assert.StartsWith("Nothing of the weights fits the network: 0 of the network's 97", message);
        Assert.Throws<ArgumentException>("weights", () => TenClasses.LoadWeights(new Weights([]), allowPartial: true, seed: 1, out _));
        Assert.Throws<ArgumentNullException>("weights", () => TenClasses.LoadWeights(null!));
    }

    /// <summary>One tensor less, two more, two of other dimensions.</summary>
    private static Weights Misfits()
    {
        var own = TenClasses.InitializeWeights(7).Where(pair => pair.Key != "bn1.bias").Select(pair => pair.Key switch
        {
            "conv1.weight" => KeyValuePair.Create(pair.Key, new Tensor([16, 1, 3, 3], new float[16 * 9])),
            "fc.bias" => KeyValuePair.Create(pair.Key, new Tensor([], [1])),
            _ => pair,
        });
        return new Weights([.. own, KeyValuePair.Create("head.weight", new Tensor([2, 1], [1, 2])), KeyValuePair.Create("head.bias", new Tensor([2], [1, 2]))]);
    }
}
