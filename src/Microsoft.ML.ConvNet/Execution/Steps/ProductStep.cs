using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>y = x * factors, a block of an image's rows a task: <paramref name="rows"/> rows of channels times one row of factors.</summary>
internal sealed unsafe class ProductStep(RunState run, KernelSet set, PlanBuffer x, PlanBuffer factors, PlanBuffer y, int rows, int channels) : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override int TaskCount => Run.Rows * BlocksPerImage;

    private int BlocksPerImage => _blocks.Count(rows);

    public override void Execute(int task, int worker)
    {
        int image = task / BlocksPerImage;
        var (first, count) = _blocks.Block(task % BlocksPerImage, rows);
        long start = ((long)image * rows + first) * channels;
        ChannelProduct.Forward(set, x.Pointer + start, factors.Pointer + (long)image * channels, y.Pointer + start, (int)count, channels);
    }
}
