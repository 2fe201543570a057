namespace Microsoft.ML.ConvNet;

/// <summary>What a <see cref="ConvNetTrainer"/> learned: the network's definition, its weights, and how pixels are prepared for it.</summary>
public sealed class ConvNetModelParameters
{
    internal ConvNetModelParameters(Network network, Weights weights, IReadOnlyList<float> channelMeans, IReadOnlyList<float> channelDeviations)
    {
        Network = network;
        Weights = weights;
        ChannelMeans = channelMeans;
        ChannelDeviations = channelDeviations;
    }

    /// <summary>The definition of the network. <see cref="Network.Summary"/> prints it.</summary>
    public Network Network { get; }

    /// <summary>The trained parameters and running statistics by name.</summary>
    public Weights Weights { get; }

    /// <summary>Shape of the images (C, H, W).</summary>
    public ImageShape ImageShape => Network.InputShape;

    /// <summary>Number of classes K.</summary>
    public int ClassCount => Network.OutputShape.Size;

    /// <summary>What is subtracted from the pixels of each channel.</summary>
    public IReadOnlyList<float> ChannelMeans { get; }

    /// <summary>What the pixels of each channel are then divided by.</summary>
    public IReadOnlyList<float> ChannelDeviations { get; }
}
