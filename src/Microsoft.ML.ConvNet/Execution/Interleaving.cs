namespace Microsoft.ML.ConvNet.Execution;

/// <summary>How many images share a vector: 1 for plain rows, or a vector's lanes.</summary>
internal readonly record struct Interleaving(int Lanes)
{
    /// <summary>Whether activations are batch-interleaved.</summary>
    public bool IsOn => Lanes > 1;

    /// <summary>Blocks of images for a number of rows.</summary>
    public int Blocks(int rows) => (rows + Lanes - 1) / Lanes;

    /// <summary>Rows with the empty lanes of the last block.</summary>
    public int Round(int rows) => Blocks(rows) * Lanes;
}
