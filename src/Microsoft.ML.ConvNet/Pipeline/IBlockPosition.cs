namespace Microsoft.ML.ConvNet.Pipeline;

/// <summary>Where the current row of a cursor that reads ahead is.</summary>
internal interface IBlockPosition
{
    /// <summary>The current row's place in the block that was read ahead, or -1 when the row is the one that the source cursor stands on.</summary>
    int Slot { get; }
}
