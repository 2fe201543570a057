namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>The examples of docs/scoring.md, which must occur here in the same words (line by line, apart from their indentation). They are only compiled.</summary>
internal static class ScoringExamples
{
    public static double Flip(MLContext mlContext, ConvNetTransformer model, IDataView test)
    {
        var careful = model.WithTestTimeEvaluation(TestTimeEvaluation.HorizontalFlip);
        var metrics = mlContext.MulticlassClassification.Evaluate(careful.Transform(test));
        return metrics.MicroAccuracy;
    }

    public static IEstimator<ITransformer> LargerPixels(MLContext mlContext, string[] classNames)
    {
        // Pixels: the column of images must hold the larger ones. The network was trained on 224x224.
        var network = ConvNetArchitecture.Vgg('D').Build(new ImageShape(3, 224, 224), classNames.Length);
        var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath")
            .Append(mlContext.Transforms.ResizeImages("Image", 256, 256))
            .Append(mlContext.Transforms.ExtractPixels("Features", "Image", scaleImage: 1 / 255f))
            .Append(mlContext.Transforms.ApplyConvNet(network, SafeTensors.ReadFile("vgg16.safetensors"), new ConvNetScoringEstimator.Options
            {
                ClassNames = classNames, ChannelMeans = [0.485f, 0.456f, 0.406f], ChannelDeviations = [0.229f, 0.224f, 0.225f],
                TestTimeEvaluation = TestTimeEvaluation.TenCrop(256),
            }));
        return pipeline;
    }

    public static ConvNetTrainer EncodedImages(MLContext mlContext)
    {
        // Encoded images are resized by the model itself: trained at 32x32, scored by crops of 36x36.
        var trainer = mlContext.MulticlassClassification.Trainers.ConvNet(new ConvNetTrainer.Options
        {
            FeatureColumnName = "Bytes",                                     // of LoadRawImageBytes
            ImageShape = new ImageShape(3, 32, 32),
            TestTimeEvaluation = TestTimeEvaluation.TenCrop(36),
        });
        return trainer;
    }

    public static double Seeds(MLContext mlContext, IDataView train, IDataView test)
    {
        var models = Enumerable.Range(1, 5)
            .Select(seed => mlContext.MulticlassClassification.Trainers.ConvNet(new ConvNetTrainer.Options { Seed = seed }).Fit(train))
            .ToArray();
        var ensemble = mlContext.MulticlassClassification.ConvNetEnsemble(models);
        var metrics = mlContext.MulticlassClassification.Evaluate(ensemble.Transform(test));
        return metrics.MicroAccuracy;
    }

    public static ConvNetEnsembleTransformer Folds(MLContext mlContext, IDataView train)
    {
        var folds = mlContext.MulticlassClassification.CrossValidate(train, mlContext.MulticlassClassification.Trainers.ConvNet(), numberOfFolds: 5);
        var together = mlContext.MulticlassClassification.ConvNetEnsemble(folds.Select(fold => (ConvNetTransformer)fold.Model));
        return together;
    }
}
