using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Local response normalisation, a block of pixels a task.</summary>
internal sealed unsafe class LocalResponseNormStep(RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, int pixels, int channels, ResponseWindow window) : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override long ScratchFloats => LocalResponseNorm.ScratchFloats(channels, window);

    public override int TaskCount => _blocks.Count((long)Run.Rows * pixels);

    public override void Execute(int task, int worker)
    {
        var (first, count) = _blocks.Block(task, (long)Run.Rows * pixels);
        LocalResponseNorm.Forward(set, x.Pointer + first * channels, y.Pointer + first * channels, count, channels, window, Run.Scratch(worker));
    }
}
