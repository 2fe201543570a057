using System.Text;
using Microsoft.ML.ConvNet.Files;

namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>
/// Our entry in a model zip: a <see cref="SectionFile"/> whose sections are the settings (JSON, <see cref="ModelSettingsJson"/>), the network's definition (JSON,
/// <see cref="Network.ToJson"/>), the label values (<see cref="LabelValues"/>) and the weights (safetensors).
/// </summary>
internal static class ModelFile
{
    /// <summary>The version that is written. Version 2 has the test-time evaluation, which a reader of version 1 would overlook.</summary>
    internal const uint Version = 2;

    /// <summary>Writes a model.</summary>
    public static void Write(Stream stream, ModelContent content) => Format(readableBy: content.Settings.TestTimeEvaluation is null ? 1u : 2u).Write(
        stream,
        section => ModelSettingsJson.Write(section, content),
        section => section.Write(Encoding.UTF8.GetBytes(content.Network.ToJson())),
        section => WriteLabelValues(section, content.LabelValues),
        section => SafeTensors.Write(section, content.Weights));

    /// <summary>Reads a model. Memory grows only with the bytes that come, whatever lengths the file claims.</summary>
    /// <exception cref="FormatException">The file is no model, is damaged or truncated, or was written by a newer version; the message says which.</exception>
    public static ModelContent Read(Stream stream) => Format(readableBy: 1).Read(stream, ReadSections);

    private static ModelContent ReadSections(SectionReader sections)
    {
        var (settings, statistics, history, targets) = ModelSettingsJson.Read(sections.Next("settings"));
        var network = Network.FromJson(sections.NextText("network"));
        var imageShape = settings.TestTimeEvaluation?.ImageShape(network.InputShape) ?? network.InputShape;
        if (imageShape != settings.Image.Shape || statistics.Channels != network.InputShape.Channels)
            throw new FormatException($"the network takes images of {imageShape}, but the settings are for {settings.Image.Shape} with {statistics.Channels} channels");

        if (targets is not null && targets.Channels != network.OutputShape.Size)
            throw new FormatException($"the network has {network.OutputShape.Size} outputs, but there are {targets.Channels} means and deviations of the labels");

        LabelValues? labelValues;
        using (var reader = new BinaryReader(sections.Next("label values"))) labelValues = LabelValues.Read(reader, network.OutputShape.Size);
        var weights = SafeTensors.Read(sections.Next("weights"));
        network.CheckWeights(weights);
        settings.TestTimeEvaluation?.NetworkOf(network);
        return new ModelContent(settings, network, weights, statistics, labelValues, history, targets);
    }

    private static SectionFile Format(uint readableBy) => new("ConvNet model", "ConvNet\n", Version, readableBy);

    private static void WriteLabelValues(Stream section, LabelValues? values)
    {
        using var writer = new BinaryWriter(section, Encoding.UTF8, leaveOpen: true);
        LabelValues.Write(writer, values);
    }
}
