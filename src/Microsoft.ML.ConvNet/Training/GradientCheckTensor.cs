using System.Collections.Immutable;

namespace Microsoft.ML.ConvNet;

/// <summary>What <see cref="GradientCheck"/> found out about the gradient with respect to one tensor.</summary>
/// <param name="Name">Name of the parameter, or <c>input</c> for the images.</param>
/// <param name="Dimensions">The tensor's dimensions; (N, C, H, W) for the images.</param>
/// <param name="Checked">Elements that were compared.</param>
/// <param name="Kinks">Those of them that disagree because the loss has no derivative there; they are not counted as errors.</param>
/// <param name="WorstIndex">Where the relative error is largest.</param>
/// <param name="Engine">The engine's gradient there.</param>
/// <param name="Difference">The central difference there.</param>
/// <param name="RelativeError">Their distance divided by the scale of the layer's gradients.</param>
public sealed record GradientCheckTensor(
    string Name, ImmutableArray<int> Dimensions, int Checked, int Kinks, ImmutableArray<int> WorstIndex, double Engine, double Difference, double RelativeError)
{
    /// <summary>The worst element as it is written in Python: <c>conv1.weight[0, 2, 1, 1]</c>.</summary>
    public string WorstElement => $"{Name}[{string.Join(", ", WorstIndex)}]";
}
