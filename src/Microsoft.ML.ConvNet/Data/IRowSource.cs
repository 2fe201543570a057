namespace Microsoft.ML.ConvNet.Data;

/// <summary>Gives the rows of a data set in the order of a pass. Used by one thread at a time.</summary>
internal interface IRowSource : IDisposable
{
    ImageDataSet Data { get; }

    /// <summary>Starts a pass. The order depends on the source's seed and the epoch alone, or is the data's own.</summary>
    /// <param name="epoch">Zero-based.</param>
    /// <param name="skippedRows">Rows of the pass that are left out.</param>
    void BeginEpoch(int epoch, long skippedRows);

    /// <summary>Reads the next rows of the pass, as many as there is room for and are left.</summary>
    void Read(RawRows rows);
}
