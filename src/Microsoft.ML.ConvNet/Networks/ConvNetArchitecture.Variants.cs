using System.Globalization;

namespace Microsoft.ML.ConvNet;

/// <content>Architectures in other widths, and with other dropout.</content>
public sealed partial class ConvNetArchitecture
{
    /// <summary><see cref="Small"/> with other numbers of channels and of units of its dense layer. Images from 4x4.</summary>
    /// <param name="width">Factor of all channels: more than 0 and at most 16.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is out of range.</exception>
    public static ConvNetArchitecture SmallOfWidth(double width) => new("small" + Suffix(width), (image, classes) => Networks.Architectures.Small.Build(image, classes, width));

    /// <summary><see cref="CifarResNet"/> with other numbers of channels, as in wide residual networks (Zagoruyko and Komodakis, 2016). Any image size.</summary>
    /// <param name="depth">20, 32, 44, 56 or 110.</param>
    /// <param name="width">Factor of all channels: more than 0 and at most 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static ConvNetArchitecture CifarResNetOfWidth(int depth, double width)
    {
        Check(nameof(depth), depth, CifarDepths);
        return new($"resnet{depth}{Suffix(width)}", (image, classes) => Networks.Architectures.CifarResNet.Build(image, classes, depth, hasProjections: false, width));
    }

    /// <summary>The same architecture with another probability in all dropout layers; one without such layers stays as it is.</summary>
    /// <param name="probability">Probability that a value becomes zero in training: at least 0, less than 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is out of range.</exception>
    public ConvNetArchitecture WithDropout(float probability)
    {
        var dropout = new DropoutLayer(probability);
        return new(Name, (image, classes) =>
        {
            var network = _build(image, classes);
            return network.Nodes.Any(node => node.Layer is DropoutLayer) ? network.WithLayers(layer => layer is DropoutLayer ? dropout : layer) : network;
        });
    }
}
