using Microsoft.ML.ConvNet.Tests.Training;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

public sealed class ContinueTrainingTests
{
    private readonly MLContext _mlContext = new(1);
    private readonly ITransformer _keys;
    private readonly ConvNetTransformer _model;

    public ContinueTrainingTests()
    {
        _keys = _mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Stripes.Picture.Kind)).Fit(Data(100, 1));
        _model = Trainer(Options()).Fit(_keys.Transform(Data(100, 1)));
    }

    [Fact]
    public void GoesOnFromTheModelsWeightsAndPixels()
    {
        // Other pictures have other means, and a rate of almost 0 leaves the weights where they are.
        var options = Options();
        options.LearningRateSchedule = new ConstantRate(1e-30);
        var same = Trainer(options).ContinueTraining(_model).Fit(_keys.Transform(Data(50, 2)));
        NetworkTrainerTests.AssertSameBits(_model.Model.Weights, same.Model.Weights);
        Assert.Equal(_model.Model.ChannelMeans, same.Model.ChannelMeans);
        Assert.Equal(_model.Model.ChannelDeviations, same.Model.ChannelDeviations);
        Assert.Equal(_model.Model.Network, same.Model.Network);
    }

    [Fact]
    public void GetsBetterOnNewRows()
    {
        var test = _keys.Transform(Data(200, 3));
        var better = Trainer(Options()).ContinueTraining(_model).Fit(_keys.Transform(Data(200, 2)));
        double LogLoss(ITransformer model) => _mlContext.MulticlassClassification.Evaluate(model.Transform(test)).LogLoss;
        Assert.True(LogLoss(better) < LogLoss(_model), $"{LogLoss(_model)} became {LogLoss(better)}");
        Assert.Equal(2, better.TrainingHistory!.Epochs.Length);
    }

    [Fact]
    public void OtherImagesOrClassesAreRefused()
    {
        var options = Options();
        options.ImageShape = new ImageShape(1, 4, 16);
        Assert.Contains("images of 1x8x8, but those of column 'Pixels' are 1x4x16", Problem(Trainer(options), _keys.Transform(Data(50, 2))));

        var renamed = Stripes.Draw(50, 2).Where(picture => picture.Kind != "lying").Append(new Stripes.Picture { Kind = "upside down", Pixels = new float[64] });
        Assert.Contains("but '", Problem(Trainer(Options()), Mapped(renamed)));
        Assert.Contains("3 classes, but label column 'Label' has 2", Problem(Trainer(Options()), Mapped(Stripes.Draw(50, 2).Where(picture => picture.Kind != "lying"))));

        string Problem(ConvNetTrainer trainer, IDataView rows) =>
            Assert.Throws<ArgumentOutOfRangeException>("inputSchema", () => trainer.ContinueTraining(_model).Fit(rows)).Message;

        IDataView Mapped(IEnumerable<Stripes.Picture> pictures)
        {
            var data = _mlContext.Data.LoadFromEnumerable(pictures.ToArray());
            return _mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Stripes.Picture.Kind)).Fit(data).Transform(data);
        }
    }

    private static ConvNetTrainer.Options Options()
    {
        var options = Stripes.Options(epoch: 2);
        options.Architecture = ConvNetArchitecture.Custom("no-norm", (shape, classes) => new NetworkBuilder(shape).Convolution(4, 3).ReLU().Flatten().Dense(classes).Build());
        return options;
    }

    private ConvNetTrainer Trainer(ConvNetTrainer.Options options) => _mlContext.MulticlassClassification.Trainers.ConvNet(options);

    private IDataView Data(int count, int seed) => _mlContext.Data.LoadFromEnumerable(Stripes.Draw(count, seed));
}
