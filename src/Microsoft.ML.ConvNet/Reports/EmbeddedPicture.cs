namespace Microsoft.ML.ConvNet.Reports;

/// <summary>A picture within a page.</summary>
/// <param name="Address">Holds the whole file.</param>
/// <param name="IsSmall">Whether its pixels are to be seen when it is enlarged.</param>
internal readonly record struct EmbeddedPicture(string Address, bool IsSmall);
