using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

public sealed class OptionsTests
{
    private static readonly MLContext s_mlContext = new(1);

    public static TheoryData<string, Action<ConvNetTrainer.Options>, string> BadOptions => new()
    {
        { nameof(ConvNetTrainer.Options.Epoch), options => options.Epoch = 0, "Epoch must be at least 1, but is 0." },
        { nameof(ConvNetTrainer.Options.BatchSize), options => options.BatchSize = 0, "BatchSize must be from 1 to 65536, but is 0." },
        { nameof(ConvNetTrainer.Options.BatchSize), options => options.BatchSize = 65537, "BatchSize must be from 1 to 65536, but is 65537." },
        { nameof(ConvNetTrainer.Options.LearningRate), options => options.LearningRate = 0, "LearningRate must be finite and more than 0, but is 0." },
        { nameof(ConvNetTrainer.Options.LearningRate), options => options.LearningRate = float.NaN, "LearningRate must be finite and more than 0, but is NaN." },
        { nameof(ConvNetTrainer.Options.LearningRate), options => options.LearningRate = -0.5f, "LearningRate must be finite and more than 0, but is -0.5." },
        { nameof(ConvNetTrainer.Options.L2Regularization), options => options.L2Regularization = -1, "L2Regularization must be finite and at least 0, but is -1." },
        { nameof(ConvNetTrainer.Options.ValidationSetFraction), options => options.ValidationSetFraction = 1, "ValidationSetFraction must be more than 0 and less than 1, but is 1." },
        { nameof(ConvNetTrainer.Options.ValidationSetFraction), options => options.ValidationSetFraction = float.NaN, "ValidationSetFraction must be more than 0 and less than 1, but is NaN." },
        { nameof(ConvNetTrainer.Options.GradientAccumulationSteps), options => options.GradientAccumulationSteps = 0, "GradientAccumulationSteps must be at least 1, but is 0." },
        { nameof(ConvNetTrainer.Options.WeightAverageDecay), options => options.WeightAverageDecay = 1, "WeightAverageDecay must be at least 0 and less than 1, but is 1." },
        { nameof(ConvNetTrainer.Options.WeightAverageDecay), options => options.WeightAverageDecay = float.NaN, "WeightAverageDecay must be at least 0 and less than 1, but is NaN." },
        { nameof(ConvNetTrainer.Options.ImageShape), options => options.ImageShape = new ImageShape(3, 0, 32), "ImageShape must be a shape whose channels, height and width are each at least 1, but is 3x0x32." },
        { nameof(ConvNetTrainer.Options.NumberOfThreads), options => options.NumberOfThreads = 0, "NumberOfThreads must be at least 1, but is 0." },
        { nameof(ConvNetTrainer.Options.LookAhead), options => options.LookAhead = -1, "LookAhead must be from 1 to 65536, or 0 to choose by the size of the network, but is -1." },
        { nameof(ConvNetTrainer.Options.Resizing), options => options.Resizing = (ImageResizingEstimator.ResizingKind)77, "Resizing must be one of " },
        { nameof(ConvNetTrainer.Options.LabelColumnName), options => options.LabelColumnName = "", "LabelColumnName cannot be null or empty." },
        { nameof(ConvNetTrainer.Options.FeatureColumnName), options => options.FeatureColumnName = null!, "FeatureColumnName cannot be null or empty." },
        { nameof(ConvNetTrainer.Options.ExampleWeightColumnName), options => options.ExampleWeightColumnName = "", "ExampleWeightColumnName cannot be null or empty." },
        { nameof(ConvNetTrainer.Options.ImagePathColumnName), options => options.ImagePathColumnName = "", "ImagePathColumnName cannot be null or empty." },
        { nameof(ConvNetTrainer.Options.PredictedLabelColumnName), options => options.PredictedLabelColumnName = "Score", "PredictedLabelColumnName must be another name than ScoreColumnName, but is Score." },
        { nameof(ConvNetTrainer.Options.ChannelDeviations), options => options.ChannelMeans = [1, 2], "ChannelDeviations must be as long as ChannelMeans (2 values), but is null." },
        { nameof(ConvNetTrainer.Options.ChannelDeviations), options => (options.ChannelMeans, options.ChannelDeviations) = ([1], [1, 2]), "ChannelDeviations must be as long as ChannelMeans (1 values), but is 2 values." },
        { nameof(ConvNetTrainer.Options.ChannelDeviations), options => (options.ChannelMeans, options.ChannelDeviations) = ([1], [0]), "ChannelDeviations must be finite and more than 0, but is 0." },
        { nameof(ConvNetTrainer.Options.ChannelMeans), options => (options.ChannelMeans, options.ChannelDeviations) = ([float.NaN], [1]), "ChannelMeans must be finite, but is NaN." },
        { nameof(ConvNetTrainer.Options.ChannelMeans), options => (options.ChannelMeans, options.ChannelDeviations, options.Standardize) = ([1], [1], false), "ChannelMeans must be null when Standardize is off, but is given." },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void AnOptionOutOfRangeIsNamedWithWhatIsAllowedAndWhatWasGiven(string option, Action<ConvNetTrainer.Options> change, string message)
    {
        var options = new ConvNetTrainer.Options();
        change(options);
        var exception = Assert.Throws<ArgumentOutOfRangeException>(option, () => s_mlContext.MulticlassClassification.Trainers.ConvNet(options));
        Assert.StartsWith(message, exception.Message);
    }

    [Fact]
    public void TheSimpleParametersAreCheckedTheSameWay()
    {
        Assert.Throws<ArgumentOutOfRangeException>("Epoch", () => s_mlContext.MulticlassClassification.Trainers.ConvNet(epoch: -3));
        Assert.Throws<ArgumentOutOfRangeException>("LabelColumnName", () => s_mlContext.MulticlassClassification.Trainers.ConvNet(labelColumnName: ""));
        Assert.Throws<ArgumentNullException>("options", () => s_mlContext.MulticlassClassification.Trainers.ConvNet(options: null!));
    }

    [Fact]
    public void TheTrainerDescribesItselfAsOneThatNeedsNoHelp()
    {
        var trainer = s_mlContext.MulticlassClassification.Trainers.ConvNet();
        Assert.False(trainer.Info.NeedNormalization);
        Assert.False(trainer.Info.WantCaching);
    }
}
