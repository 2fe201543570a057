using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Adds channels of zeros before and behind those of the input: the shortcut without parameters where a residual network widens (option A of He et al.: Deep
/// Residual Learning for Image Recognition, 2016).
/// </summary>
public sealed record PadChannelsLayer : Layer
{
    internal const string KindName = "pad-channels";

    /// <summary>Creates the layer.</summary>
    /// <param name="before">Channels of zeros before the input's, at least 0.</param>
    /// <param name="after">Channels of zeros behind the input's, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public PadChannelsLayer(int before, int after)
    {
        Before = before;
        After = after;
    }

    /// <summary>Channels of zeros before the input's, at least 0.</summary>
    public int Before { get; init => field = LayerRules.Count(value); }

    /// <summary>Channels of zeros behind the input's, at least 0.</summary>
    public int After { get; init => field = LayerRules.Count(value); }

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => $"pad channels by {Before} and {After}";

    internal override string NamePrefix => "pad";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs)
    {
        long channels = (long)inputs[0].Channels + Before + After;
        if (channels > int.MaxValue)
            throw new ArgumentOutOfRangeException(null, $"Layer '{name}' ({this}) would turn its input {inputs[0]} into {channels} channels, which is too many.");
        return inputs[0] with { Channels = (int)channels };
    }

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.PadChannels(inputs[0], Before, After);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("before", Before);
        writer.WriteNumber("after", After);
    }

    internal static Layer Read(LayerReader reader) => new PadChannelsLayer(reader.Integer("before"), reader.Integer("after"));
}
