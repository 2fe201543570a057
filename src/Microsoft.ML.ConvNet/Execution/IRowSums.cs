using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Sums that are taken of each block of rows of channels: by the step that has just written the block, or by a step of their own.</summary>
internal interface IRowSums
{
    /// <summary>The buffers that it touches beside the values.</summary>
    IEnumerable<PlanBuffer> Buffers { get; }

    /// <summary>Takes the sums of columns [firstColumn, firstColumn + columns) of a block.</summary>
    /// <param name="block">The block's place among the sums.</param>
    /// <param name="firstRow">The block's first row, counted over the batch.</param>
    /// <param name="channels">Of a row.</param>
    void Take(KernelSet set, PlanBuffer values, int block, long firstRow, long count, int channels, int firstColumn, int columns);
}
