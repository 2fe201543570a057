using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Parametric ReLU, a block of pixels a task.</summary>
internal sealed unsafe class PReLUStep(RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, int pixels, int channels, int slopeCount, float* slopes) : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override long ScratchFloats => channels;

    public override int TaskCount => _blocks.Count((long)Run.Rows * pixels);

    public override void Execute(int task, int worker)
    {
        var (first, count) = _blocks.Block(task, (long)Run.Rows * pixels);
        float* each = SlopeForEach(Run.Scratch(worker), channels, slopeCount, slopes);
        PReLU.Forward(set, x.Pointer + first * channels, y.Pointer + first * channels, count, channels, each);
    }

    /// <summary>A slope for each channel: the slopes themselves, or the only one written to scratch memory as often as there are channels.</summary>
    public static float* SlopeForEach(float* scratch, int channels, int slopeCount, float* slopes)
    {
        if (slopeCount == channels) return slopes;
        new Span<float>(scratch, channels).Fill(*slopes);
        return scratch;
    }
}
