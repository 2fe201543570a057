using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet;

/// <summary>An immutable definition of a convolutional network: a directed acyclic graph of named layers. It holds no weights.</summary>
public sealed class Network
{
    /// <summary>Shape of the images that the network takes.</summary>
    public ImageShape InputShape => throw new NotImplementedException();

    /// <summary>Shape of the output; (K, 1, 1) for a classifier of K classes, holding its logits.</summary>
    public ImageShape OutputShape => throw new NotImplementedException();

    /// <summary>Initial weights; the same seed gives the same bits on every machine.</summary>
    /// <param name="seed">Any number.</param>
    public Weights InitializeWeights(ulong seed) => throw new NotImplementedException();

    /// <summary>The definition as JSON (versioned); <see cref="FromJson"/> is its inverse.</summary>
    public string ToJson() => throw new NotImplementedException();

    /// <summary>Reads a definition that <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not a definition, or is of a newer version.</exception>
    public static Network FromJson(string json) => throw new NotImplementedException();

    /// <summary>A table of the layers: name, output shape, parameters, multiply-adds, receptive field; and totals.</summary>
    public string Summary() => throw new NotImplementedException();

    internal LoweredGraph Lower() => throw new NotImplementedException();
}
