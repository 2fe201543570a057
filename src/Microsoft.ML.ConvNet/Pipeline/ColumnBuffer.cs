namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Copies of one column's values for a block of rows that a cursor has read ahead.</summary>
internal abstract class ColumnBuffer
{
    /// <summary>Copies the current row's value. What the column's getter throws is kept for the caller who asks for that value.</summary>
    /// <param name="slot">Zero-based place in the block.</param>
    public abstract void Fill(int slot);

    /// <summary>A getter of the column that reads the buffer or, when nothing is read ahead, the cursor.</summary>
    /// <param name="block">Says where the caller's current row is.</param>
    public abstract Delegate CreateGetter(IBlockPosition block);
}
