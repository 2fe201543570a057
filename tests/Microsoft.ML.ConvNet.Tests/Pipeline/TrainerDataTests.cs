using Microsoft.ML.Data;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>The trainer's options for augmentation and for data that do not fit into memory.</summary>
public sealed class TrainerDataTests
{
    // An 8x8 picture of floats takes 260 bytes: 20 of them.
    private const long FewPictures = 20 * 260;

    private static readonly AugmentationList s_augmentation = Augmentations.RandomCrop(1).Rotation(10).ColorJitter(brightness: 0.2f).CutMix();

    [Theory]
    [InlineData(null)]
    [InlineData(FewPictures)]
    public void AugmentedTrainingLearnsAndDoesNotDependOnThreads(long? cacheLimit)
    {
        float[] one = Scores(threads: 1), two = Scores(threads: 2);
        Assert.Equal(one, two);

        float[] Scores(int threads)
        {
            var mlContext = new MLContext(1);
            var options = Stripes.Options(epoch: 6);
            (options.Augmentation, options.CacheLimit, options.NumberOfThreads, options.ValidationSetFraction) = (s_augmentation, cacheLimit, threads, 0.1f);
            var model = Stripes.Pipeline(mlContext, options).Fit(mlContext.Data.LoadFromEnumerable(Stripes.Draw(300, 1)));
            var test = model.Transform(mlContext.Data.LoadFromEnumerable(Stripes.Draw(150, 2)));
            Assert.InRange(mlContext.MulticlassClassification.Evaluate(test).MicroAccuracy, 0.9, 1);
            return [.. test.GetColumn<float[]>("Score").SelectMany(score => score)];
        }
    }

    [Fact]
    public void ValidationAndScoringNeverAugment()
    {
        // A rate that changes no weight, no norms: only the pictures can make a difference.
        var (plainTraining, plainValidation, plainScores) = Run(Augmentations.None);
        var (training, validation, scores) = Run(Augmentations.Cutout(8).VerticalFlip(1).MixUp());
        Assert.NotEqual(plainTraining, training);
        Assert.Equal(plainValidation, validation);
        Assert.Equal(plainScores, scores);

        static (double[] Training, double[] Validation, float[] Scores) Run(AugmentationList augmentation)
        {
            var mlContext = new MLContext(1);
            var metrics = new List<ConvNetMetrics>();
            var options = Stripes.Options(epoch: 2);
            (options.LearningRate, options.ValidationSetFraction) = (1e-30f, 0.3f);
            (options.Architecture, options.Augmentation, options.MetricsCallback) = (ConvNetArchitecture.Pattern(1, 1, 1), augmentation, metrics.Add);
            var data = mlContext.Data.LoadFromEnumerable(Stripes.Draw(60, 1));
            var scored = Stripes.Pipeline(mlContext, options).Fit(data).Transform(data);
            return (Of(ConvNetMetrics.Dataset.Train), Of(ConvNetMetrics.Dataset.Validation), [.. scored.GetColumn<float[]>("Score").SelectMany(score => score)]);

            double[] Of(ConvNetMetrics.Dataset dataset) => [.. metrics.Where(each => each.DatasetUsed == dataset).Select(each => each.CrossEntropy)];
        }
    }

    [Fact]
    public void TheLogTellsWhatIsReadAgainAndIfItIsSorted()
    {
        var log = Log(Stripes.Draw(100, 1), null);
        Assert.DoesNotContain(log, line => line.Contains("read again", StringComparison.Ordinal));
        log = Log(Stripes.Draw(100, 1), FewPictures);
        Assert.Contains(log, line => line.EndsWith("in 3 classes, read again in every epoch, because they take more than CacheLimit (0.0 MiB)", StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.Contains("sorted", StringComparison.Ordinal));
        Stripes.Picture[] sorted = [.. Stripes.Draw(100, 1).OrderBy(picture => picture.Kind)];
        Assert.Contains(Log(sorted, FewPictures), line => line.StartsWith("Warning: The training rows come almost sorted by label", StringComparison.Ordinal));
        Assert.DoesNotContain(Log(sorted, null), line => line.Contains("sorted", StringComparison.Ordinal));

        static List<string> Log(Stripes.Picture[] pictures, long? cacheLimit)
        {
            var mlContext = new MLContext(1);
            List<string> log = [];
            mlContext.Log += (_, message) =>
            {
                if (message.Source.StartsWith("ConvNetTrainer", StringComparison.Ordinal)) lock (log) log.Add($"{message.Kind}: {message.RawMessage}");
            };
            var options = Stripes.Options(epoch: 1);
            options.CacheLimit = cacheLimit;
            Stripes.Pipeline(mlContext, options).Fit(mlContext.Data.LoadFromEnumerable(pictures));
            return log;
        }
    }

    [Fact]
    public void ImpossibleOptionsAreNamed()
    {
        Refuses("Augmentation must be a list of augmentations, but is null.", options => options.Augmentation = null!);
        Refuses("CacheLimit must be at least 0, but is -1.", options => options.CacheLimit = -1);
        Refuses(
            "Augmentation: The augmentation random crop (padding 8 Reflect) mirrors 8 pixels; images of 1x8x8 (channels x height x width) have at most 7 to mirror.",
            options => options.Augmentation = Augmentations.RandomCrop(8, PaddingMode.Reflect));

        static void Refuses(string message, Action<ConvNetTrainer.Options> change)
        {
            var mlContext = new MLContext(1);
            var options = Stripes.Options();
            change(options);
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Stripes.Pipeline(mlContext, options).Fit(mlContext.Data.LoadFromEnumerable(Stripes.Draw(10, 1))));
            Assert.StartsWith(message, exception.Message);
        }
    }
}
