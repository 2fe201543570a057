using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>How rows of channels are cut into blocks for sums over them: by shape and row count alone.</summary>
internal readonly record struct RowBlocks(long RowsPerBlock)
{
    private const int BlockFloats = 1 << 14;

    public static RowBlocks For(int channels) => new(Math.Max(1, BlockFloats / channels));

    public int Count(long rows) => (int)((rows + RowsPerBlock - 1) / RowsPerBlock);

    public (long First, long Count) Block(int index, long rows) => (index * RowsPerBlock, Math.Min(RowsPerBlock, rows - index * RowsPerBlock));
}

/// <summary>The activation's derivative, in place on the gradient, and a partial sum of the result for the bias, block by block.</summary>
internal sealed unsafe class BiasGradientStep(
    RunState run, KernelSet set, PlanBuffer y, PlanBuffer gradient, int pixels, int channels, ActivationKind kind, PlanBuffer? sums) : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override int TaskCount => _blocks.Count(Rows);

    private long Rows => (long)Run.Rows * pixels;

    public override void Execute(int task, int worker)
    {
        var (first, count) = _blocks.Block(task, Rows);
        float* values = gradient.Pointer + first * channels;
        Activation.Backward(set, y.Pointer + first * channels, values, count * channels, kind);
        if (sums is not null) ChannelReduction.Sum(set, values, count, channels, sums.Pointer + (long)task * channels);
    }
}

/// <summary>bias gradient = sum of the blocks' sums, in order.</summary>
internal sealed unsafe class SumBlocksStep(RunState run, KernelSet set, PlanBuffer sums, int pixels, int channels, float* gradient) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker) =>
        ChannelReduction.SumParts(set, sums.Pointer, channels, RowBlocks.For(channels).Count((long)Run.Rows * pixels), gradient, 0, channels);
}
