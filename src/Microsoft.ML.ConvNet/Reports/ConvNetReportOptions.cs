namespace Microsoft.ML.ConvNet;

/// <summary>What goes into the report of an experiment.</summary>
/// <seealso cref="ConvNetExperimentReport.WriteReport"/>
public sealed class ConvNetReportOptions
{
    /// <summary>The headline. Default: <c>Experiment</c>.</summary>
    public string Title { get; set; } = "Experiment";

    /// <summary>
    /// A column of the validation set with the pictures of the rows: paths of files (text), or their content (a variable vector of Byte). Default <see langword="null"/>: pictures are drawn
    /// from the pixels that the network saw.
    /// </summary>
    /// <remarks>Files that take more than 48 KiB are made smaller, to 256 pixels along the longer side. A file that cannot be read is left out.</remarks>
    public string? PictureColumnName { get; set; }

    /// <summary>How many of the best model's mistakes are shown, those of which it is surest: 0 or more. Default 24.</summary>
    public int MistakeCount { get; set; } = 24;
}
