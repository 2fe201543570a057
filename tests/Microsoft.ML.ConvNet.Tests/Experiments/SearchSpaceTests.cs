using System.Globalization;
using Microsoft.ML.ConvNet.Experiments;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.ConvNet.Tests.Experiments;

/// <summary>Reading ML.NET's attributes, narrowing, and drawing configurations.</summary>
public sealed class SearchSpaceTests
{
    [Fact]
    public void AttributesAreReadWithTheirInitialValues()
    {
        var options = ConvNetSearchSpace.Of<Everything>().Options;
        Assert.Equal(
            [
                "Rate: 0.0001 to 0.1, logarithmic, first 0.01",
                "Share: 0 to 0.5, first 0.3",
                "Middle: 2 to 8, first 5",
                "Units: 10 to 20, whole, first 12",
                "Batch: 32, 64, first 64",
                "Name: one, two, first one",
                "Kind: Loss, Accuracy, first Accuracy",
                "Flip: False, True, first True",
                "Field: 1 to 100, logarithmic, whole, first 10",
                "Inner.Strength: 0 to 1, first 0.4",
                "Inner.Deep.Keep: False, True, first False",
            ],
            options.Select(option => option.ToString()));
        Assert.Equal(0.01f, Assert.IsType<float>(options[0].Initial));
    }

    [Fact]
    public void ValuesReachTheirMembers()
    {
        var space = ConvNetSearchSpace.Of<Everything>();
        var made = (Everything)space.Create([0.02f, 0.1f, 3.0, 15, 32, "two", EarlyStoppingMetric.Loss, false, 7, 0.9f, true]);
        Assert.Equal((0.02f, 0.1f, 3.0, 15, 32, "two"), (made.Rate, made.Share, made.Middle, made.Units, made.Batch, made.Name));
        Assert.Equal((EarlyStoppingMetric.Loss, false, 7, 0.9f, true), (made.Kind, made.Flip, made.Field, made.Inner.Strength, made.Inner.Deep!.Keep));
        Assert.Equal(42, made.Constant);
    }

    [Theory]
    [InlineData(typeof(Nothing), "Option Nothing of the search space has no public property or field")]
    [InlineData(typeof(EmptyRange), "Option Rate of the search space must have a finite range, but it is 2 to 1")]
    [InlineData(typeof(LogOfZero), "Option Rate of the search space is logarithmic, so that its least value must be above 0, but it is 0")]
    [InlineData(typeof(RangeOfText), "Option Name of the search space is of type String, but RangeAttribute needs a number")]
    [InlineData(typeof(BooleanNumber), "Option Number of the search space is of type Int32, but BooleanChoiceAttribute needs Boolean")]
    [InlineData(typeof(WrongCandidate), "Option Number of the search space is of type Int32, to which its candidate many cannot be converted")]
    [InlineData(typeof(ReadOnly), "Option Number of the search space cannot be set")]
    [InlineData(typeof(Twice), "Option Number of the search space has 2 attributes of a search space; one is possible")]
    [InlineData(typeof(InitOutside), "Option Rate of the search space begins with 5, which is not in its range 1 to 2")]
    public void BadClassesAreNamed(Type type, string message)
    {
        var of = typeof(ConvNetSearchSpace).GetMethod(nameof(ConvNetSearchSpace.Of))!.MakeGenericMethod(type);
        var exception = Assert.Throws<System.Reflection.TargetInvocationException>(() => of.Invoke(null, null)).InnerException!;
        Assert.IsType<ArgumentOutOfRangeException>(exception);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnOptionIsNarrowedInALine()
    {
        var space = ConvNetSearchSpace.For(new ImageShape(1, 28, 28), 10).WithRange("LearningRate", 0.002, 0.005).WithChoice("Architecture", "lenet5", "small").WithValue("Width", 2)
            .WithRange("Dropout", 0, 0.9, initial: 0.1);
        string text = space.ToString();
        Assert.Contains("LearningRate: 0.002 to 0.005, logarithmic, first 0.002", text, StringComparison.Ordinal);
        Assert.Contains("Architecture: lenet5, small, first small", text, StringComparison.Ordinal);
        Assert.Contains("Width: 2, first 2", text, StringComparison.Ordinal);
        Assert.Contains("Dropout: 0 to 0.9, first 0.1", text, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => space.WithRange("Rate", 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.WithRange("Architecture", 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.WithRange("LearningRate", 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.WithRange("LearningRate", 0.1, 1, initial: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.WithChoice("BatchSize"));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.WithChoice("BatchSize", "large"));
        Assert.Throws<ArgumentOutOfRangeException>(() => space.WithChoice("BatchSize", 32, 32));
    }

    [Fact]
    public void TheDefaultSpaceSuitsTheImages()
    {
        Assert.Equal(["small", "resnet20"], Networks(28, 10));
        Assert.Equal(["small", "resnet20", "mobilenet_v2"], Networks(64, 10));
        Assert.Equal(["small", "mobilenet_v2", "resnet18"], Networks(224, 10));
        Assert.Contains(0.75, Candidates(28, 10, "Width"));
        Assert.DoesNotContain(0.75, Candidates(28, 100, "Width"));
        Assert.Equal([false, true], Candidates(28, 10, "Augmentation.HorizontalFlip").Order());
        Assert.Equal([false], Candidates(28, 10, "Augmentation.HorizontalFlip", channels: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetSearchSpace.For(new ImageShape(1, 0, 28), 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetSearchSpace.For(new ImageShape(1, 28, 28), 1));

        static IEnumerable<object> Networks(int side, int classes) => Candidates(side, classes, "Architecture");

        static IEnumerable<object> Candidates(int side, int classes, string option, int channels = 3) =>
            ConvNetSearchSpace.For(new ImageShape(channels, side, side), classes).Options.Single(one => one.Name == option).Candidates;
    }

    [Fact]
    public void EveryConfigurationOfTheDefaultSpaceMakesOptions()
    {
        var image = new ImageShape(1, 28, 28);
        var space = ConvNetSearchSpace.For(image, 10);
        var sampler = new SpaceSampler(space, seed: 3);
        var networks = new HashSet<string>();
        for (int trial = 1; trial <= 60; trial++)
        {
            var options = new ConvNetTrainer.Options { Epoch = 9 };
            space.Create(sampler.Values(trial)!).ApplyTo(options);
            networks.Add(options.Architecture!.Name);
            Assert.Equal(10, options.Architecture.Build(image, 10).OutputShape.Size);
            _ = new MLContext(1).MulticlassClassification.Trainers.ConvNet(options);
            if (trial > 1) continue;
            Assert.Equal("small", options.Architecture.Name);
            Assert.Equal(ConvNetArchitecture.Small.Build(image, 10), options.Architecture.Build(image, 10));
            Assert.Equal((64, 1e-3f), (options.BatchSize, options.LearningRate));
        }

        Assert.Superset(new HashSet<string> { "small", "small_x0.75", "small_x1.5", "resnet20", "resnet20_x1.5" }, networks);
    }

    [Fact]
    public void ConfigurationsDependOnSeedAndNumberOnly()
    {
        var space = ConvNetSearchSpace.For(new ImageShape(1, 28, 28), 10);
        string Text(int seed, int trial) => string.Join(" ", new SpaceSampler(space, seed).Values(trial)!.Value.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));
        Assert.Equal(Text(1, 7), Text(1, 7));
        Assert.NotEqual(Text(1, 7), Text(2, 7));
        Assert.NotEqual(Text(1, 7), Text(1, 8));
        Assert.Equal(Text(1, 1), Text(2, 1));

        // Another option less changes nothing about the others.
        int rate = space.Options.ToList().FindIndex(option => option.Name == "LearningRate");
        Assert.Equal(new SpaceSampler(space, 1).Values(5)!.Value[rate], new SpaceSampler(space.WithValue("Width", 1), 1).Values(5)!.Value[rate]);
    }

    [Fact]
    public void DrawnValuesFillTheirRange()
    {
        var space = ConvNetSearchSpace.Of<Everything>();
        var sampler = new SpaceSampler(space, 1);
        var drawn = Enumerable.Range(2, 400).Select(trial => sampler.Values(trial)!.Value).ToList();
        double[] rates = [.. drawn.Select(values => (double)(float)values[0])];
        Assert.All(rates, rate => Assert.InRange(rate, 0.0001f, 0.1f));
        Assert.InRange(rates.Count(rate => rate < 0.00316), 150, 250); // half of them below the middle of the logarithms
        Assert.Equal(Enumerable.Range(10, 11), drawn.Select(values => (int)values[3]).Distinct().Order());
        Assert.All(drawn, values => Assert.InRange((int)values[8], 1, 100));
        Assert.InRange(drawn.Count(values => (int)values[8] <= 10), 170, 270);
        Assert.All(rates, rate => Assert.True(((float)rate).ToString("G3", CultureInfo.InvariantCulture) == ((float)rate).ToString(CultureInfo.InvariantCulture) || rate < 1e-3));
    }

    [Fact]
    public void NoConfigurationComesTwiceAndASmallSpaceEnds()
    {
        var space = ConvNetSearchSpace.Of<Few>();
        var sampler = new SpaceSampler(space, 5);
        var all = Enumerable.Range(1, 6).Select(trial => sampler.Values(trial)!.Value).Select(values => $"{values[0]} {values[1]}").ToList();
        Assert.Equal(6, all.Distinct().Count());
        Assert.Null(sampler.Values(7));
        Assert.Null(sampler.Values(8));
    }

    [Fact]
    public void WidthAndDropoutChangeTheNetwork()
    {
        var image = new ImageShape(1, 28, 28);
        Assert.Equal(ConvNetArchitecture.Small.Build(image, 10), ConvNetArchitecture.SmallOfWidth(1).Build(image, 10));
        Assert.Equal(ConvNetArchitecture.CifarResNet(20).Build(image, 10), ConvNetArchitecture.CifarResNetOfWidth(20, 1).Build(image, 10));
        Assert.Equal("small_x1.5", ConvNetArchitecture.Parse("small_x1.5").Name);
        Assert.Equal("resnet32_x2", ConvNetArchitecture.Parse("resnet32_x2").Name);
        Assert.Throws<ArgumentException>(() => ConvNetArchitecture.Parse("resnet21_x2"));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetArchitecture.SmallOfWidth(0));
        var wide = ConvNetArchitecture.CifarResNetOfWidth(20, 2).Build(image, 10);
        Assert.InRange((double)wide.ParameterCount / ConvNetArchitecture.CifarResNet(20).Build(image, 10).ParameterCount, 3.8, 4.1);
        var dropped = ConvNetArchitecture.Small.WithDropout(0.25f).Build(image, 10);
        Assert.Equal([0.25f], dropped.Nodes.Select(node => node.Layer).OfType<DropoutLayer>().Select(layer => layer.Probability));
        Assert.Equal(ConvNetArchitecture.Small.Build(image, 10), ConvNetArchitecture.Small.WithDropout(0.25f).WithDropout(0.5f).Build(image, 10));
        Assert.Equal(ConvNetArchitecture.LeNet5.Build(image, 10), ConvNetArchitecture.LeNet5.WithDropout(0.25f).Build(image, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvNetArchitecture.Small.WithDropout(1));
    }

    public abstract class Space : IConvNetSpace
    {
        public void ApplyTo(ConvNetTrainer.Options options)
        {
        }
    }

    public sealed class Everything : Space
    {
        [Range(1e-4f, 1e-1f, init: 1e-2f, logBase: true)]
        public float Rate { get; set; }

        [Range(0f, 0.5f)]
        public float Share { get; set; } = 0.3f;

        [Range(2.0, 8.0)]
        public double Middle { get; set; }

        [Range(10, 20, init: 12)]
        public int Units { get; set; }

        [Choice(new object[] { 32, 64 }, 64)]
        public int Batch { get; set; }

        [Choice("one", "two")]
        public string Name { get; set; } = "";

        [Choice(EarlyStoppingMetric.Loss, EarlyStoppingMetric.Accuracy)]
        public EarlyStoppingMetric Kind { get; set; } = EarlyStoppingMetric.Accuracy;

        [BooleanChoice]
        public bool Flip { get; set; }

        [Range(1, 100, init: 10, logBase: true)]
        public int Field;

        [NestOption]
        public Nested Inner { get; set; } = new();

        public int Constant { get; set; } = 42;
    }

    public sealed class Nested
    {
        [Range(0f, 1f, init: 0.4f)]
        public float Strength { get; set; }

        [NestOption]
        public Deeper? Deep { get; set; }
    }

    public sealed class Deeper
    {
        [BooleanChoice(false)]
        public bool Keep { get; set; }
    }

    public sealed class Few : Space
    {
        [Choice(1, 2, 3)]
        public int Number { get; set; }

        [BooleanChoice]
        public bool Flag { get; set; }
    }

    public sealed class Nothing : Space;

    public sealed class EmptyRange : Space
    {
        [Range(2.0, 1.0)]
        public double Rate { get; set; }
    }

    public sealed class LogOfZero : Space
    {
        [Range(0.0, 1.0, logBase: true)]
        public double Rate { get; set; }
    }

    public sealed class RangeOfText : Space
    {
        [Range(0.0, 1.0)]
        public string Name { get; set; } = "";
    }

    public sealed class BooleanNumber : Space
    {
        [BooleanChoice]
        public int Number { get; set; }
    }

    public sealed class WrongCandidate : Space
    {
        [Choice("many")]
        public int Number { get; set; }
    }

    public sealed class ReadOnly : Space
    {
        [Choice(1, 2)]
        public int Number { get; }
    }

    public sealed class Twice : Space
    {
        [Choice(1, 2)]
        [Range(1, 2)]
        public int Number { get; set; }
    }

    public sealed class InitOutside : Space
    {
        [Range(1.0, 2.0, init: 5.0)]
        public double Rate { get; set; }
    }
}
