using System.Globalization;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Pipeline;

namespace Microsoft.ML.ConvNet.Tests.Pipeline;

/// <summary>What docs/training.md says of other sets of instructions: the same initial weights, rows and random decisions, so that a training differs only by rounding.</summary>
public sealed class ReproducibilityTests
{
    /// <summary>Relative; a training of ten steps on other rows differs by some hundredths.</summary>
    private const double Rounding = 1e-4;

    private static readonly (string Set, string Initial, double[] Losses) s_here = Parse(Train());

    [Theory]
    [InlineData("EnableAVX512")]
    [InlineData("EnableAVX2")]
    [InlineData("EnableHWIntrinsic")]
    public void AnotherSetOfInstructionsTrainsTheSameButForRounding(string switchedOff)
    {
        var (set, initial, losses) = Parse(ChildProcess.Run(PrintTraining, KeyValuePair.Create($"DOTNET_{switchedOff}", "0")));
        Assert.Equal(s_here.Initial, initial);
        Assert.Equal(s_here.Losses.Length, losses.Length);
        for (int i = 0; i < losses.Length; i++) Assert.InRange(losses[i] / s_here.Losses[i], 1 - Rounding, 1 + Rounding);
        if (set == s_here.Set) Assert.Equal(s_here.Losses, losses);
    }

    private static void PrintTraining() => Console.WriteLine(Train());

    /// <summary>The set of instructions, a checksum of the initial weights, and the losses of training and validation.</summary>
    private static string Train()
    {
        var mlContext = new MLContext(1);
        var options = Stripes.Options(epoch: 2);

        // Adam would make large steps of rounding errors where there is no gradient.
        options.Optimizer = new Sgd();
        options.ValidationSetFraction = 0.2f;
        options.Augmentation = Augmentations.RandomCrop(1).HorizontalFlip().CutMix();
        var chain = (IEnumerable<ITransformer>)Stripes.Pipeline(mlContext, options).Fit(mlContext.Data.LoadFromEnumerable(Stripes.Draw(100, 1)));
        var model = chain.OfType<ConvNetTransformer>().Single();
        string initial = OptionText.Checksum(stream => SafeTensors.Write(stream, model.Model.Network.InitializeWeights(5)));
        var losses = model.TrainingHistory!.Epochs.SelectMany(epoch => new[] { epoch.Loss, epoch.ValidationLoss!.Value });
        return $"{KernelSet.Best} {initial} {string.Join(' ', losses.Select(loss => loss.ToString("R", CultureInfo.InvariantCulture)))}";
    }

    private static (string Set, string Initial, double[] Losses) Parse(string printed) => printed.Trim().Split(' ') is [string set, string initial, .. string[] losses]
        ? (set, initial, [.. losses.Select(loss => double.Parse(loss, CultureInfo.InvariantCulture))])
        : throw new FormatException(printed);
}
