using Microsoft.ML.ConvNet.Tests.Training;
using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>Training of yes or no and of numbers goes on from a checkpoint as that of classes does (<see cref="RunTests"/>): to the same bits.</summary>
public sealed class ResumeOtherTasksTests : IDisposable
{
    private const int BatchesPerStep = 2;

    /// <summary>The second step of the second epoch has then begun.</summary>
    private const int LastBatchBefore = 4 * BatchesPerStep + 1;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();
    private readonly MLContext _mlContext = new(1);

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>A picture with labels of both kinds.</summary>
    public sealed class Picture
    {
        public bool Label;

        [VectorType(2)]
        public float[] Numbers = [];

        [VectorType(Stripes.Size * Stripes.Size)]
        public float[] Pixels = [];
    }

    // A small limit makes the rows come from the view in every epoch.
    [Theory]
    [InlineData(null)]
    [InlineData(2048L)]
    public void BinaryTrainingEndsWithTheSameBits(long? cacheLimit) => Check(
        () => new ConvNetBinaryTrainer.Options { BalanceClasses = true, CacheLimit = cacheLimit }, options => _mlContext.BinaryClassification.Trainers.ConvNet(options));

    [Theory]
    [InlineData(null)]
    [InlineData(2048L)]
    public void RegressionEndsWithTheSameBits(long? cacheLimit) => Check(
        () => new ConvNetRegressionTrainer.Options { LabelColumnName = nameof(Picture.Numbers), CacheLimit = cacheLimit }, options => _mlContext.Regression.Trainers.ConvNet(options));

    private void Check<TOptions>(Func<TOptions> createOptions, Func<TOptions, ConvNetTrainerBase> createTrainer)
        where TOptions : ConvNetTrainerBase.OptionsBase
    {
        var expected = Fit(_ => { });
        using var source = new CancellationTokenSource();
        int batches = 0;
        Assert.Throws<OperationCanceledException>(() => Fit(options =>
        {
            options.WorkspacePath = _directory.FullName;
            options.CancellationToken = source.Token;
            options.ProgressCallback = _ =>
            {
                if (++batches == LastBatchBefore) source.Cancel();
            };
        }));
        Assert.NotEmpty(_directory.GetFiles());

        batches = 0;
        var resumed = Fit(options =>
        {
            options.ResumeFrom = _directory.FullName;
            options.NumberOfThreads = 1;
            options.ProgressCallback = _ => batches++;
        });
        int all = (int)expected.TrainingHistory!.Epochs[^1].Step * BatchesPerStep;
        Assert.Equal(all - (LastBatchBefore - 1), batches);
        NetworkTrainerTests.AssertSameBits(expected.Model.Weights, resumed.Model.Weights);
        Assert.Equal(expected.Model.TargetMeans, resumed.Model.TargetMeans);
        Assert.Equal(
            expected.TrainingHistory.Epochs.Select(epoch => (epoch.Loss, epoch.ValidationLoss)), resumed.TrainingHistory!.Epochs.Select(epoch => (epoch.Loss, epoch.ValidationLoss)));

        ConvNetTransformer Fit(Action<TOptions> change)
        {
            var options = createOptions();
            options.FeatureColumnName = nameof(Picture.Pixels);
            options.ImageShape = Stripes.Shape;
            options.Architecture = ConvNetArchitecture.Small;
            options.Epoch = 3;
            options.BatchSize = 16;
            options.Seed = 5;
            options.NumberOfThreads = 2;
            options.ValidationSetFraction = 0.2f;
            options.GradientAccumulationSteps = BatchesPerStep;
            options.WeightAverageDecay = 0.9f;
            options.Augmentation = Augmentations.RandomCrop(1).MixUp();
            change(options);
            return createTrainer(options).Fit(_mlContext.Data.LoadFromEnumerable(Draw()));
        }
    }

    private static Picture[] Draw() =>
    [
        .. Stripes.Draw(120, 1).Select(picture => new Picture
        {
            Label = picture.Kind == "standing", Pixels = picture.Pixels, Numbers = [100 + picture.Pixels.Sum(), Array.IndexOf(picture.Pixels, picture.Pixels.Max())],
        }),
    ];
}
