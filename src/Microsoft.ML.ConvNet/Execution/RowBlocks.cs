namespace Microsoft.ML.ConvNet.Execution;

/// <summary>How rows of channels are cut into blocks for sums over them: by shape and row count alone.</summary>
internal readonly record struct RowBlocks(long RowsPerBlock)
{
    private const int BlockFloats = 1 << 14;

    public static RowBlocks For(int channels) => new(Math.Max(1, BlockFloats / channels));

    public int Count(long rows) => (int)((rows + RowsPerBlock - 1) / RowsPerBlock);

    public (long First, long Count) Block(int index, long rows) => (index * RowsPerBlock, Math.Min(RowsPerBlock, rows - index * RowsPerBlock));
}
