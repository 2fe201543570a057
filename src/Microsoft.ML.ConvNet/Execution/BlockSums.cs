using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// Two numbers for each channel of each block of rows, and how many rows a block has: one step writes them block by block, another puts them together in order.
/// </summary>
internal sealed unsafe class BlockSums
{
    private readonly int _channels;
    private readonly Func<int, int> _count;
    private readonly long _firstFloat;

    /// <param name="count">Blocks for a number of images, by the step that writes them.</param>
    public BlockSums(PlanBuilder plan, int channels, Func<int, int> count)
    {
        _channels = channels;
        _count = count;
        int most = count(plan.BatchSize);
        _firstFloat = AlignedMemory.Align(most);
        Buffer = plan.NewBuffer(_firstFloat + Stride * most);
    }

    public PlanBuffer Buffer { get; }

    /// <summary>Floats from one block to the next.</summary>
    public long Stride => 2L * _channels;

    /// <summary>Rows of each block.</summary>
    public float* RowCounts => Buffer.Pointer;

    /// <summary>Blocks for a number of images.</summary>
    public int Count(int rows) => _count(rows);

    /// <summary>The first number of a block's channels.</summary>
    public float* First(int block) => Buffer.Pointer + _firstFloat + block * Stride;

    /// <summary>The second number of a block's channels.</summary>
    public float* Second(int block) => First(block) + _channels;
}
