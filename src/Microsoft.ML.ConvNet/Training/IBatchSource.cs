namespace Microsoft.ML.ConvNet.Training;

/// <summary>Where the training loop gets its mini-batches from. Rows come standardised, in H, W, C order.</summary>
/// <remarks>A source is used by one thread at a time.</remarks>
internal interface IBatchSource : IDisposable
{
    /// <summary>Shape of one image.</summary>
    ImageShape ImageShape { get; }

    /// <summary>Number of classes K.</summary>
    int ClassCount { get; }

    /// <summary>Rows of one pass.</summary>
    long RowCount { get; }

    /// <summary>Starts a pass. The order depends only on the source's seed and the epoch (training), or is the data's own (validation).</summary>
    /// <param name="epoch">Zero-based.</param>
    void BeginEpoch(int epoch);

    /// <summary>Writes the next rows of the pass.</summary>
    /// <param name="pixels">Room for the batch: rows times ImageShape.Size values.</param>
    /// <param name="labels">Zero-based classes.</param>
    /// <param name="weights">Example weights, 1 where the data have none.</param>
    /// <returns>The number of rows written; 0 at the end of the pass. Only the last batch of a pass may be partial.</returns>
    int NextBatch(Span<float> pixels, Span<int> labels, Span<float> weights);
}
