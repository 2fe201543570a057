using System.Text.Json;
using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Layers;

namespace Microsoft.ML.ConvNet;

/// <summary>
/// Group normalisation (Wu and He, 2018): the channels of each image are cut into groups, and each group is standardised by its own mean and biased variance over
/// channels and pixels, then each channel is scaled and shifted by learned numbers. The same in training and at scoring, whatever the batch size.
/// </summary>
/// <remarks>
/// One group is layer normalisation over (C, H, W), as many groups as channels are instance normalisation. Parameters, if <see cref="IsAffine"/>, each of C
/// values: <c>weight</c> (begins at 1) and <c>bias</c> (0).
/// </remarks>
public sealed record GroupNormLayer : Layer
{
    internal const string KindName = "group-norm";

    /// <summary>Creates a layer with PyTorch's defaults.</summary>
    /// <param name="groups">Number of groups, at least 1; it must divide the number of channels.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="groups"/> is less than 1.</exception>
    public GroupNormLayer(int groups) => Groups = groups;

    /// <summary>Number of groups, at least 1; it must divide the number of channels.</summary>
    public int Groups { get; init => field = LayerRules.Positive(value); }

    /// <summary>Added to the variance before the square root; more than 0; 1e-5 by default.</summary>
    public float Epsilon { get; init => field = LayerRules.MoreThanZero(value); } = 1e-5f;

    /// <summary>Whether there are a learned weight and bias for each channel; true by default.</summary>
    public bool IsAffine { get; init; } = true;

    /// <inheritdoc/>
    public override string Kind => KindName;

    /// <inheritdoc/>
    public override string Description => $"group norm {Groups}" + (IsAffine ? "" : " without weights");

    internal override string NamePrefix => "gn";

    internal override ImageShape OutputShape(string name, IReadOnlyList<ImageShape> inputs) => inputs[0].Channels % Groups == 0
        ? inputs[0]
        : throw new ArgumentOutOfRangeException(
            null, $"Layer '{name}' ({this}) cannot cut the {inputs[0].Channels} channels of its input {inputs[0]} into {Groups} groups of the same size.");

    internal override IReadOnlyList<LayerParameter> Parameters(IReadOnlyList<ImageShape> inputs) =>
        IsAffine ? [LayerParameter.NormWeight(inputs[0].Channels), LayerParameter.NormBias(inputs[0].Channels)] : [];

    internal override GraphValue Lower(GraphBuilder graph, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphParameter> parameters) =>
        graph.GroupNorm(inputs[0], Groups, IsAffine ? parameters[0] : null, IsAffine ? parameters[1] : null, Epsilon);

    internal override void Write(Utf8JsonWriter writer)
    {
        writer.WriteNumber("groups", Groups);
        writer.WriteNumber("epsilon", Epsilon);
        writer.WriteBoolean("affine", IsAffine);
    }

    internal static Layer Read(LayerReader reader) =>
        new GroupNormLayer(reader.Integer("groups")) { Epsilon = reader.Number("epsilon"), IsAffine = reader.Boolean("affine") };
}
