using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The epilogue's derivative, in place on the gradient, and a partial sum of the result for the bias, block by block.</summary>
/// <param name="source">What <see cref="Epilogue.ApplyGradient"/> takes the derivative from.</param>
internal sealed unsafe class BiasGradientStep(
    RunState run, KernelSet set, PlanBuffer source, PlanBuffer gradient, int pixels, int channels, Epilogue epilogue, PlanBuffer? sums) : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override int TaskCount => _blocks.Count(Rows);

    private long Rows => (long)Run.Rows * pixels;

    public override void Execute(int task, int worker)
    {
        var (first, count) = _blocks.Block(task, Rows);
        float* values = gradient.Pointer + first * channels;
        epilogue.ApplyGradient(set, source.Pointer + first * channels, values, count, channels);
        if (sums is not null) ChannelReduction.Sum(set, values, count, channels, channels, sums.Pointer + (long)task * channels);
    }
}
