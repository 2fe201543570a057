using System.Collections.Immutable;
using Microsoft.ML.ConvNet.Data;

namespace Microsoft.ML.ConvNet.Pipeline.Averaging;

/// <summary>Which models can score an image together.</summary>
internal static class EnsembleRules
{
    /// <summary>The models, if they fit together.</summary>
    /// <exception cref="FormatException">They do not.</exception>
    public static ImmutableArray<ModelContent> Checked(ImmutableArray<ModelContent> members) =>
        Problem(members) is { } problem ? throw new FormatException($"The ConvNet ensemble is damaged: {problem}.") : members;

    /// <summary>In what a model differs from the first; null when all fit together.</summary>
    /// <param name="members">At least one.</param>
    public static string? Problem(ImmutableArray<ModelContent> members)
    {
        for (int i = 1; i < members.Length; i++)
        {
            if (Difference(members[i], members[0]) is var (what, other, first)) return $"{what} of model {i + 1} is {other}, but that of model 1 is {first}";
        }

        return null;
    }

    private static (string What, string Other, string First)? Difference(ModelContent other, ModelContent first)
    {
        (string What, string Other, string First)[] facts =
        [
            ("the task", $"{other.Settings.Task}", $"{first.Settings.Task}"),
            ("the number of scores", $"{other.Network.OutputShape.Size}", $"{first.Network.OutputShape.Size}"),
            ("the feature column", $"'{other.Settings.FeatureColumnName}'", $"'{first.Settings.FeatureColumnName}'"),
            ("the type of feature column", Kind(other), Kind(first)),
            ("the shape of the images", $"{other.Settings.Image.Shape}", $"{first.Settings.Image.Shape}"),
            ("the order of pixels", Layout(other), Layout(first)),
            ("the resizing", $"{other.Settings.Image.Resizing}", $"{first.Settings.Image.Resizing}"),
            ("the type of label values", $"{other.LabelValues?.ItemType.ToString() ?? "none"}", $"{first.LabelValues?.ItemType.ToString() ?? "none"}"),
            .. LabelValues(other, first),
        ];
        return facts.Where(fact => fact.Other != fact.First).Select(fact => ((string, string, string)?)fact).FirstOrDefault();
    }

    private static string Kind(ModelContent model) => model.Settings.FeatureColumnType is { IsKnownSize: true } type ? $"Vector<{type.ItemType}>" : "VarVector<Byte>";

    // The dimensions of a column tell the order, if there are three.
    private static string Layout(ModelContent model) => model.Settings.FeatureColumnType.Dimensions.Length == 1 ? $"{model.Settings.Image.Layout}" : $"{PixelLayout.Inferred}";

    private static IEnumerable<(string What, string Other, string First)> LabelValues(ModelContent other, ModelContent first) =>
        (other.LabelValues?.ToText() ?? []).Zip(first.LabelValues?.ToText() ?? []).Select((pair, index) => ($"class {index + 1}", $"'{pair.First}'", $"'{pair.Second}'"));
}
