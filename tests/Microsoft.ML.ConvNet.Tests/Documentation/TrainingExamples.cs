#nullable disable warnings
namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>The examples of docs/training.md, which must occur here in the same words (line by line, apart from their indentation). They are only compiled.</summary>
internal static class TrainingExamples
{
    public static ConvNetTrainer.Options Validation() => new()
    {
        ValidationSetFraction = 0.1f,
        EarlyStoppingCriteria = new EarlyStopping { Metric = EarlyStoppingMetric.Loss, Patience = 5, MinDelta = 0 },
    };

    public static void Curves(ConvNetTransformer transformer, ConvNetTransformer plain, ConvNetTransformer augmented)
    {
        transformer.TrainingHistory.WriteLearningCurves("curves.svg");
        new LearningCurves(("plain", plain.TrainingHistory), ("augmented", augmented.TrainingHistory)) { Title = "1,000 pictures" }.Write("both.svg");
    }

    public static void Memory(Network network)
    {
        Console.WriteLine(network.Memory(batchSize: 16));
        Console.WriteLine(network.Memory(batchSize: 16, recomputeActivations: true));
    }

    public static ConvNetTrainer.Options Groups() =>
        new ConvNetTrainer.Options
        {
            InitialWeights = SafeTensors.ReadFile("resnet18.safetensors"), AllowPartialWeights = true, Architecture = ConvNetArchitecture.ResNet(18),
            ParameterGroups =
            [
                ParameterGroup.Frozen("conv1.*"), ParameterGroup.Frozen("bn1.*"), ParameterGroup.Frozen("layer1.*"),
                new ParameterGroup("layer*") { LearningRateFactor = 0.1 },                     // the rest of the body, at a tenth of the rate
            ],
        }
        ;

    public static void RangeTest(ConvNetTrainer trainer, IDataView trainData)
    {
        var curve = trainer.FindLearningRate(trainData);
        Console.WriteLine(curve.Suggestion);
    }

    public static ConvNetTrainer.Options Checkpoints()
    {
        var options = new ConvNetTrainer.Options
        {
            WorkspacePath = "checkpoints",       // write them here ...
            CheckpointEveryMinutes = 10,         // ... after every epoch (CheckpointEveryEpochs = 1) and every ten minutes
            ResumeFrom = "checkpoints",          // go on from the newest that is there, or start if there is none
        };
        return options;
    }

    public static ConvNetTransformer GoOn(MLContext mlContext, ConvNetTrainer.Options options, IDataView first, IDataView second)
    {
        var keys = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(first);
        var trainer = mlContext.MulticlassClassification.Trainers.ConvNet(options);
        var model = trainer.Fit(keys.Transform(first));
        var better = trainer.ContinueTraining(model).Fit(keys.Transform(second));
        return better;
    }

    public static ConvNetTrainer.Options Augmented() => new()
    {
        Augmentation = Augmentations.RandomCrop(4).HorizontalFlip().ColorJitter(brightness: 0.2f, contrast: 0.2f),   // or Augmentations.Photos
    };
}
