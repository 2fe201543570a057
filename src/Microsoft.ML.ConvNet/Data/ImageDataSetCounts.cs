namespace Microsoft.ML.ConvNet.Data;

/// <summary>What became of the rows of a view.</summary>
/// <param name="Rows">Rows that were read.</param>
/// <param name="MissingLabel">Rows skipped because their label is missing.</param>
/// <param name="BadImage">Rows skipped because their image cannot be used.</param>
internal sealed record ImageDataSetCounts(long Rows, long MissingLabel, long BadImage)
{
    /// <summary>Rows that are in the data set.</summary>
    public long Used => Rows - MissingLabel - BadImage;
}
