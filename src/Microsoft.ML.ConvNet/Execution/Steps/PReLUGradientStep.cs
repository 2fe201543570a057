using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of parametric ReLU, in place on the output's, and each block's sums for the slopes.</summary>
internal sealed unsafe class PReLUGradientStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer gradient, int pixels, int channels, int slopeCount, float* slopes, PlanBuffer parts) : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override long ScratchFloats => 2L * channels;

    public override int TaskCount => _blocks.Count((long)Run.Rows * pixels);

    public override void Execute(int task, int worker)
    {
        var (first, count) = _blocks.Block(task, (long)Run.Rows * pixels);
        float* scratch = Run.Scratch(worker), each = PReLUStep.SlopeForEach(scratch, channels, slopeCount, slopes);
        float* part = parts.Pointer + (long)task * slopeCount, sums = slopeCount == channels ? part : scratch + channels;
        PReLU.Backward(set, x.Pointer + first * channels, gradient.Pointer + first * channels, count, channels, each, sums);
        if (sums == part) return;
        double total = 0;
        for (int c = 0; c < channels; c++) total += sums[c];
        *part = (float)total;
    }
}
