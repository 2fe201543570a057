namespace ImageClassifier.Pictures;

/// <summary>A picture file and its class: one row of the data that the pipeline reads.</summary>
internal sealed class Picture
{
    /// <summary>The file.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>The name of its class; empty where it is not known.</summary>
    public string Label { get; init; } = "";
}
