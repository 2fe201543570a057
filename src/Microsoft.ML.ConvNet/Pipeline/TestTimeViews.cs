namespace Microsoft.ML.ConvNet;

/// <summary>Which parts of an image a model looks at: see <see cref="TestTimeEvaluation"/>.</summary>
public enum TestTimeViews
{
    /// <summary>The image as it is.</summary>
    Whole,

    /// <summary>Five parts of a larger image: its four corners and its centre.</summary>
    Crops,

    /// <summary>All parts of a larger image, at the distances of the network's strides.</summary>
    Dense,
}
