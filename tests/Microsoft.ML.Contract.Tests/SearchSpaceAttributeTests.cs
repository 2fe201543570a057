using System.Reflection;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.Contract.Tests;

/// <summary>The attributes of search spaces hold what they are given.</summary>
public sealed class SearchSpaceAttributeTests
{
    [Fact]
    public void RangesKeepTheirNumbersAsTheyWereWritten()
    {
        var single = Attribute<RangeAttribute>(nameof(Space.Single));
        Assert.Equal((0.001f, 0.1f, 0.01f, true), (single.Min, single.Max, single.Init, single.LogBase));
        var whole = Attribute<RangeAttribute>(nameof(Space.Whole));
        Assert.Equal((1, 5, false), (whole.Min, whole.Max, whole.LogBase));
        Assert.Null(whole.Init);
        var real = Attribute<RangeAttribute>(nameof(Space.Real));
        Assert.Equal((0.5, 2.5, 1.5, false), (real.Min, real.Max, real.Init, real.LogBase));
    }

    [Fact]
    public void ChoicesKeepTheirCandidates()
    {
        var text = Attribute<ChoiceAttribute>(nameof(Space.Text));
        Assert.Equal(["a", "b"], text.Candidates);
        Assert.Null(text.DefaultValue);
        var number = Attribute<ChoiceAttribute>(nameof(Space.Number));
        Assert.Equal([1, 2], number.Candidates);
        Assert.Equal(2, number.DefaultValue);
    }

    [Fact]
    public void ABooleanBeginsWithTrueUnlessToldOtherwise()
    {
        Assert.True(Attribute<BooleanChoiceAttribute>(nameof(Space.Yes)).DefaultValue);
        Assert.False(Attribute<BooleanChoiceAttribute>(nameof(Space.No)).DefaultValue);
        Assert.NotNull(Attribute<NestOptionAttribute>(nameof(Space.Nested)));
    }

    private static T Attribute<T>(string member)
        where T : Attribute => typeof(Space).GetProperty(member)!.GetCustomAttribute<T>()!;

    private sealed class Space
    {
        [Range(0.001f, 0.1f, init: 0.01f, logBase: true)]
        public float Single { get; set; }

        [Range(1, 5)]
        public int Whole { get; set; }

        [Range(0.5, 2.5, init: 1.5)]
        public double Real { get; set; }

        [Choice("a", "b")]
        public string Text { get; set; } = "";

        [Choice(new object[] { 1, 2 }, 2)]
        public int Number { get; set; }

        [BooleanChoice]
        public bool Yes { get; set; }

        [BooleanChoice(false)]
        public bool No { get; set; }

        [NestOption]
        public Space? Nested { get; set; }
    }
}
