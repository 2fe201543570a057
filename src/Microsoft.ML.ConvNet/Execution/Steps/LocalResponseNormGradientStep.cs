using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of local response normalisation, in place on the output's.</summary>
internal sealed unsafe class LocalResponseNormGradientStep(RunState run, KernelSet set, PlanBuffer x, PlanBuffer gradient, int pixels, int channels, ResponseWindow window)
    : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override long ScratchFloats => LocalResponseNorm.ScratchFloats(channels, window);

    public override int TaskCount => _blocks.Count((long)Run.Rows * pixels);

    public override void Execute(int task, int worker)
    {
        var (first, count) = _blocks.Block(task, (long)Run.Rows * pixels);
        float* dy = gradient.Pointer + first * channels;
        LocalResponseNorm.Backward(set, x.Pointer + first * channels, dy, dy, count, channels, window, Run.Scratch(worker));
    }
}
