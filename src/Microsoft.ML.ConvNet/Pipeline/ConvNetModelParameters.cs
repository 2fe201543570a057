using Microsoft.ML.ConvNet.Files;
using Microsoft.ML.ConvNet.Pipeline;
using Microsoft.ML.ConvNet.Pipeline.Tasks;

namespace Microsoft.ML.ConvNet;

/// <summary>What a trainer of convolutional networks learned: the network's definition, its weights, and how pixels are prepared for it.</summary>
public sealed class ConvNetModelParameters
{
    internal ConvNetModelParameters(ModelContent content)
    {
        Task = content.Settings.Task;
        Network = content.Network;
        Weights = content.Weights;
        ChannelMeans = content.Statistics.Mean;
        ChannelDeviations = content.Statistics.Deviation;
        ClassNames = content.LabelValues?.ToText();
        TargetMeans = content.TargetStatistics?.Mean;
        TargetDeviations = content.TargetStatistics?.Deviation;
    }

    /// <summary>What the network tells of an image.</summary>
    public ConvNetTask Task { get; }

    /// <summary>The definition of the network. <see cref="Network.Summary()"/> prints it.</summary>
    public Network Network { get; }

    /// <summary>The trained parameters and running statistics by name. Changing them does not change the transformer.</summary>
    public Weights Weights { get; }

    /// <summary>Shape of the images that the network takes (C, H, W). A <see cref="TestTimeEvaluation"/> may read larger ones.</summary>
    public ImageShape ImageShape => Network.InputShape;

    /// <summary>Number of classes; 2 for yes or no, 0 for regression.</summary>
    public int ClassCount => LearningTask.Of(Task).ClassCount(Network.OutputShape.Size);

    /// <summary>The label values of the classes as text, in the order of the scores; <see langword="null"/> when the label column had none.</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <summary>What is subtracted from the pixels of each channel.</summary>
    public IReadOnlyList<float> ChannelMeans { get; }

    /// <summary>What the pixels of each channel are then divided by.</summary>
    public IReadOnlyList<float> ChannelDeviations { get; }

    /// <summary>For regression, what is added to each output of the network after it was multiplied by its deviation; otherwise <see langword="null"/>.</summary>
    public IReadOnlyList<float>? TargetMeans { get; }

    /// <summary>For regression, what each output of the network is multiplied by; otherwise <see langword="null"/>.</summary>
    public IReadOnlyList<float>? TargetDeviations { get; }

    /// <summary>
    /// Writes the weights as safetensors, with torchvision's names and dimensions. A file of that name is replaced only when the new one is complete.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveWeights(string path) => AtomicFile.Write(path, stream => SafeTensors.Write(stream, Weights));
}
