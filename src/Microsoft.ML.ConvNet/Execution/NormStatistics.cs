using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A norm's statistics: mean and squared deviations of each block.</summary>
internal sealed unsafe class NormStatistics(BlockSums blocks) : IRowSums
{
    public BlockSums Blocks { get; } = blocks;

    public IEnumerable<PlanBuffer> Buffers => [Blocks.Buffer];

    public void Take(KernelSet set, PlanBuffer values, int block, long firstRow, long count, int channels, int firstColumn, int columns)
    {
        Blocks.RowCounts[block] = count;
        BatchNorm.BlockStatistics(
            set, values.Pointer + firstRow * channels + firstColumn, count, columns, channels, Blocks.First(block) + firstColumn, Blocks.Second(block) + firstColumn);
    }
}
