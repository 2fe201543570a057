using System.Globalization;
using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

public sealed class OptionTextTests
{
    [Fact]
    public void ValuesAreToldApartWhateverTheCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal("1,5", 1.5.ToString());
            Assert.Equal("none", OptionText.Of(null));
            Assert.Equal("0.001", OptionText.Of(0.001f));
            Assert.Equal("true", OptionText.Of(true));
            Assert.Equal("'none'", OptionText.Of("none"));
            Assert.Equal("[1.5, 2]", OptionText.Of(new List<float> { 1.5f, 2 }));
            Assert.Equal("Sgd { ExponentialAverage = false, L1Penalty = 0, Momentum = 0.5, Nesterov = true, WeightDecay = 0 }", OptionText.Of(new Sgd { Momentum = 0.5, Nesterov = true }));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void WhatIsInsideCounts()
    {
        Assert.NotEqual(OptionText.Of(Augmentations.RandomCrop(2)), OptionText.Of(Augmentations.RandomCrop(3)));
        Assert.NotEqual(OptionText.Of(Loss.CrossEntropy(classWeights: [1, 2])), OptionText.Of(Loss.CrossEntropy(classWeights: [1, 3])));
        Assert.NotEqual(OptionText.Of(new[] { new ParameterGroup("conv*") }), OptionText.Of(new[] { ParameterGroup.Frozen("conv*") }));
        Assert.NotEqual(OptionText.Of(Numbers(1)), OptionText.Of(Numbers(2)));
        Assert.Equal(OptionText.Of(Numbers(1)), OptionText.Of(Numbers(1)));
    }

    private static Weights Numbers(float value) => new([KeyValuePair.Create("weight", new Tensor([1], [value]))]);
}
