using System.Text.Json;
using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// What adaptive max and average pooling share: the output's size is given, and its pixel i sees the input's rows (and columns) from floor(i n / out) to
/// ceil((i + 1) n / out), as in PyTorch. Where the output's size divides the input's, that is a window of n / out with the same stride.
/// </summary>
public abstract record AdaptivePoolingLayer : Layer
{
    private protected AdaptivePoolingLayer(Extent output) => Output = output;

    /// <summary>Height and width of the output, each 1 to 32767.</summary>
    public Extent Output { get; init => field = LayerRules.WindowExtent(value); }

    /// <inheritdoc/>
    public override string Description => $"{Kind.Replace('-', ' ')} {Output}";

    internal override string NamePrefix => "pool";

    private protected PoolingWindows Windows => new(Output.Height, Output.Width);

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => new(inputs[0].Channels, Output.Height, Output.Width);

    /// <remarks>Exact where the output's size divides the input's; else the windows differ by a pixel or two.</remarks>
    internal override SlidingWindow? Window(ImageShape input)
    {
        int strideHeight = Math.Max(input.Height / Output.Height, 1), strideWidth = Math.Max(input.Width / Output.Width, 1);
        return new SlidingWindow(
            Math.Max(input.Height - (Output.Height - 1) * strideHeight, 1), Math.Max(input.Width - (Output.Width - 1) * strideWidth, 1), strideHeight, strideWidth);
    }

    internal override void Write(Utf8JsonWriter writer) => writer.WriteExtent("output", Output);
}
