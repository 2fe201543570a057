using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A step over rows of channels (all pixels of all images), cut into blocks that fit in cache.</summary>
internal abstract class ChannelRowsStep(RunState run, int pixels, int channels) : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override int TaskCount => _blocks.Count(Rows);

    protected int Channels { get; } = channels;

    protected long Rows => (long)Run.Rows * pixels;

    protected long RowsPerBlock => _blocks.RowsPerBlock;

    public override void Execute(int task, int worker)
    {
        var (first, count) = _blocks.Block(task, Rows);
        Execute(task, first * Channels, count);
    }

    protected abstract void Execute(int block, long start, long count);
}

/// <summary>Mean and squared deviations of each block.</summary>
internal sealed unsafe class BlockStatisticsStep(RunState run, KernelSet set, PlanBuffer x, int pixels, int channels, PlanBuffer blocks) : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count)
    {
        float* mean = blocks.Pointer + 2L * block * Channels;
        BatchNorm.BlockStatistics(set, x.Pointer + start, count, Channels, mean, mean + Channels);
    }
}

/// <summary>Mean and variance of the batch, the running statistics, and the scale and shift that normalise.</summary>
internal sealed unsafe class CombineStatisticsStep(
    RunState run, int pixels, int channels, PlanBuffer blocks, PlanBuffer statistics, float* weight, float* bias, float epsilon, float momentum,
    float* runningMean, float* runningVariance, PlanBuffer scale, PlanBuffer shift) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker)
    {
        long rows = (long)Run.Rows * pixels;
        float* mean = statistics.Pointer, variance = mean + channels;
        BatchNorm.CombineStatistics(blocks.Pointer, RowBlocks.For(channels).RowsPerBlock, rows, channels, mean, variance);
        BatchNorm.UpdateRunning(mean, variance, rows, momentum, channels, runningMean, runningVariance);
        BatchNorm.ScaleAndShift(mean, variance, weight, bias, epsilon, channels, scale.Pointer, shift.Pointer);
    }
}

/// <summary>Scale and shift from the running statistics.</summary>
internal sealed unsafe class ScoringScaleStep(
    RunState run, int channels, float* runningMean, float* runningVariance, float* weight, float* bias, float epsilon, float* inputBias, PlanBuffer scale, PlanBuffer shift) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker)
    {
        BatchNorm.ScaleAndShift(runningMean, runningVariance, weight, bias, epsilon, channels, scale.Pointer, shift.Pointer);
        if (inputBias == null) return;
        for (int c = 0; c < channels; c++) shift.Pointer[c] += inputBias[c] * scale.Pointer[c];
    }
}

/// <summary>y = f(x * scale + shift).</summary>
internal sealed unsafe class NormalizeStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, int pixels, int channels, PlanBuffer scale, PlanBuffer shift, ActivationKind kind) : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count) =>
        Activation.Forward(set, x.Pointer + start, y.Pointer + start, count, Channels, Channels, scale.Pointer, shift.Pointer, kind);
}

/// <summary>The activation's derivative, in place on the gradient, and each block's sums for the norm's gradient.</summary>
internal sealed unsafe class BlockGradientSumsStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, PlanBuffer dy, int pixels, int channels, ActivationKind kind, PlanBuffer statistics, PlanBuffer blocks)
    : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count)
    {
        Activation.Backward(set, y.Pointer + start, dy.Pointer + start, count * Channels, kind);
        float* sums = blocks.Pointer + 2L * block * Channels;
        BatchNorm.BlockGradientSums(set, x.Pointer + start, dy.Pointer + start, count, Channels, statistics.Pointer, sums, sums + Channels);
    }
}

/// <summary>Adds up the blocks in order: the gradients of weight and bias, and the coefficients of the input's gradient.</summary>
internal sealed unsafe class GradientCoefficientsStep(
    RunState run, KernelSet set, PlanBuffer blocks, PlanBuffer statistics, int pixels, int channels, float* weight, float epsilon, float* weightGradient, float* biasGradient,
    PlanBuffer coefficients) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker)
    {
        long rows = (long)Run.Rows * pixels;
        float* sums = blocks.Pointer;
        ChannelReduction.SumParts(set, sums, 2L * channels, RowBlocks.For(channels).Count(rows), sums, 0, 2L * channels);
        float* scale = coefficients.Pointer;
        BatchNorm.GradientCoefficients(
            sums, sums + channels, statistics.Pointer, statistics.Pointer + channels, weight, epsilon, rows, channels, weightGradient, biasGradient,
            scale, scale + channels, scale + 2 * channels);
    }
}

/// <summary>The input's gradient, in place on the output's.</summary>
internal sealed unsafe class NormGradientStep(RunState run, KernelSet set, PlanBuffer x, PlanBuffer dy, int pixels, int channels, PlanBuffer coefficients)
    : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count)
    {
        float* scale = coefficients.Pointer;
        BatchNorm.Backward(set, x.Pointer + start, dy.Pointer + start, dy.Pointer + start, count, Channels, scale, scale + Channels, scale + 2 * Channels);
    }
}
