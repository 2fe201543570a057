namespace Microsoft.ML.ConvNet.Tests.Documentation;

/// <summary>The examples of docs/architectures.md, which must occur here in the same words (line by line, apart from their indentation). They are only compiled.</summary>
internal static class ArchitecturesExamples
{
    public static ConvNetTrainer ByName(MLContext mlContext)
    {
        var architecture = ConvNetArchitecture.ResNet(18);               // or ConvNetArchitecture.Parse("resnet18"), case and '-' or '_' do not matter
        Network network = architecture.Build(new ImageShape(3, 224, 224), classCount: 1000);
        Console.WriteLine(network.Summary());                            // shapes, parameters, multiply-adds, receptive fields
        var trainer = mlContext.MulticlassClassification.Trainers.ConvNet(new ConvNetTrainer.Options { Architecture = architecture });
        return trainer;
    }
}
