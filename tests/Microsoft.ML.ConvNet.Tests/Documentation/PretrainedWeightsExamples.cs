namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>The examples of docs/pretrained-weights.md, which must occur here in the same words (line by line, apart from their indentation). They are only compiled.</summary>
internal static class PretrainedWeightsExamples
{
    public static IEstimator<ITransformer> Apply(MLContext mlContext)
    {
        string[] classNames = File.ReadAllLines("classes.txt");
        var network = ConvNetArchitecture.ResNet(18).Build(new ImageShape(3, 224, 224), classNames.Length);
        var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder: null, "ImagePath")
            .Append(mlContext.Transforms.ResizeImages("Image", 224, 224))
            .Append(mlContext.Transforms.ExtractPixels("Features", "Image", scaleImage: 1 / 255f))
            .Append(mlContext.Transforms.ApplyConvNet(network, SafeTensors.ReadFile("resnet18.safetensors"), new ConvNetScoringEstimator.Options
            {
                ClassNames = classNames,
                ChannelMeans = [0.485f, 0.456f, 0.406f],        // of the values that ExtractPixels gives
                ChannelDeviations = [0.229f, 0.224f, 0.225f],
            }))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        return pipeline;
    }

    public static ConvNetTrainer TrainOn(MLContext mlContext)
    {
        var trainer = mlContext.MulticlassClassification.Trainers.ConvNet(new ConvNetTrainer.Options
        {
            Architecture = ConvNetArchitecture.ResNet(18),
            InitialWeights = SafeTensors.ReadFile("resnet18.safetensors"),
            AllowPartialWeights = true,                         // another number of classes: the last layer starts at random
            ChannelMeans = [0.485f, 0.456f, 0.406f],            // or leave these two out: those of the training pictures
            ChannelDeviations = [0.229f, 0.224f, 0.225f],
            LearningRate = 0.0001f,
        });
        return trainer;
    }

    public static Weights WithoutPrefix(string path)
    {
        var weights = new Weights(SafeTensors.ReadFile(path).Select(pair => KeyValuePair.Create(pair.Key["module.".Length..], pair.Value)));
        return weights;
    }
}
