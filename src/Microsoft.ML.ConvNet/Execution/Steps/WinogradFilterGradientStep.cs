using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The filter gradient by Winograd, a block of channels a task. Few blocks: each task sums a fixed share of the tile rows into a part of its own, and
/// <see cref="WinogradFilterSumStep"/> adds the parts up in order; else a task finishes its block.
/// </summary>
/// <param name="parts">Most shares of the tile rows.</param>
/// <param name="sums">Room for the parts' sums; null for one part.</param>
internal sealed unsafe class WinogradFilterGradientStep(
    RunState run, WinogradFilterGradient winograd, PlanBuffer x, PlanBuffer dy, int parts, PlanBuffer? sums, float* gradient) : Step(run)
{
    /// <summary>With fewer tasks the tile rows are shared out too.</summary>
    private const int FewTasks = 8;

    public override long ScratchFloats => winograd.ScratchFloats + (sums is null ? winograd.SumFloats : 0);

    public override int TaskCount => winograd.BlockCount * Parts;

    /// <summary>Parts that are written for the current rows.</summary>
    public int Parts => Math.Min(parts, Passes(winograd, Run.Rows));

    private int TotalRows => Run.Rows * winograd.TileRowsPerImage;

    /// <summary>Parts of a full batch.</summary>
    public static int PartsFor(WinogradFilterGradient winograd, int batchSize)
    {
        // An odd number of tasks, that of three blocks, would leave a thread idle at the end.
        int parts = Divide(FewTasks, winograd.BlockCount);
        if (parts > 1 && winograd.BlockCount * parts % 2 != 0) parts++;
        return Math.Min(parts, Passes(winograd, batchSize));
    }

    public override void Execute(int task, int worker)
    {
        int block = task % winograd.BlockCount, part = task / winograd.BlockCount, passes = Passes(winograd, Run.Rows);
        float* scratch = Run.Scratch(worker);
        float* sum = sums is null ? scratch + winograd.ScratchFloats : sums.Pointer + task * winograd.SumFloats;
        int firstRow = part * passes / Parts * winograd.BlockRows, endRow = Math.Min((part + 1) * passes / Parts * winograd.BlockRows, TotalRows);
        winograd.Accumulate(block, x.Pointer, dy.Pointer, firstRow, endRow, sum, scratch);
        if (sums is null) winograd.Finish(block, 0, 1, sum, 0, 1, gradient, scratch);
    }

    private static int Passes(WinogradFilterGradient winograd, int rows) => Divide((long)rows * winograd.TileRowsPerImage, winograd.BlockRows);
}
