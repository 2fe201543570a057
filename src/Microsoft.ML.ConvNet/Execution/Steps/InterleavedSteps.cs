using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A step over blocks of interleaved images, a block a task.</summary>
internal abstract class InterleavedStep(RunState run, KernelSet set) : Step(run)
{
    public override int TaskCount => new Interleaving(Set.Lanes).Blocks(Run.Rows);

    protected KernelSet Set { get; } = set;
}

/// <summary>Rows to blocks: the batch's images (H, W, C to C, H, W), or with one channel values in their own order.</summary>
internal sealed unsafe class FromRowsStep(RunState run, int lanes, PlanBuffer rows, PlanBuffer blocks, int pixels, int channels) : Step(run)
{
    public override int TaskCount => new Interleaving(lanes).Blocks(Run.Rows);

    public override void Execute(int task, int worker)
    {
        long values = (long)pixels * channels;
        int first = task * lanes;
        Interleave.FromRows(rows.Pointer + first * values, Math.Min(lanes, Run.Rows - first), pixels, channels, lanes, blocks.Pointer + first * values);
    }
}

/// <summary>Blocks to rows, each row's values in C, H, W order.</summary>
internal sealed unsafe class ToRowsStep(RunState run, int lanes, PlanBuffer blocks, PlanBuffer rows, int values) : Step(run)
{
    public override int TaskCount => new Interleaving(lanes).Blocks(Run.Rows);

    public override void Execute(int task, int worker)
    {
        int first = task * lanes;
        Interleave.ToRows(blocks.Pointer + (long)first * values, Math.Min(lanes, Run.Rows - first), values, lanes, rows.Pointer + (long)first * values);
    }
}

/// <summary>A convolution's forward pass with bias and activation, or its data gradient.</summary>
internal sealed unsafe class InterleavedConvolutionStep(
    RunState run, KernelSet set, CorrelationGeometry geometry, PlanBuffer x, float* filters, PlanBuffer? filterBuffer, PlanBuffer y, float* biases, ActivationKind kind)
    : InterleavedStep(run, set)
{
    public override long ScratchFloats => InterleavedConvolution.ScratchFloats(Set, geometry);

    public override void Execute(int task, int worker)
    {
        int pixels = geometry.OutputHeight * geometry.OutputWidth, lanes = Set.Lanes;
        float* output = y.Pointer + (long)task * pixels * geometry.OutputChannels * lanes;
        InterleavedConvolution.Forward(
            Set, geometry, x.Pointer + (long)task * geometry.SourceFloats * lanes, filterBuffer is null ? filters : filterBuffer.Pointer, output, Run.Scratch(worker));
        if (biases == null && kind == ActivationKind.Identity) return;
        float* shift = stackalloc float[lanes];
        for (int channel = 0; channel < geometry.OutputChannels; channel++, output += pixels * lanes)
        {
            new Span<float>(shift, lanes).Fill(biases == null ? 0 : biases[channel]);
            Activation.Forward(Set, output, output, pixels, lanes, lanes, null, shift, kind);
        }
    }
}

/// <summary>The activation's derivative, in place on the gradient, and each block's sums for the bias.</summary>
internal sealed unsafe class InterleavedBiasGradientStep(
    RunState run, KernelSet set, PlanBuffer y, PlanBuffer gradient, int pixels, int channels, ActivationKind kind, PlanBuffer sums) : InterleavedStep(run, set)
{
    public override void Execute(int task, int worker)
    {
        int lanes = Set.Lanes;
        long plane = (long)pixels * lanes, start = task * channels * plane;
        float* laneSums = stackalloc float[lanes];
        for (int channel = 0; channel < channels; channel++, start += plane)
        {
            float* values = gradient.Pointer + start;
            Activation.Backward(Set, y.Pointer + start, values, plane, kind);
            ChannelReduction.Sum(Set, values, pixels, lanes, laneSums);
            float sum = 0;
            for (int lane = 0; lane < lanes; lane++) sum += laneSums[lane];
            sums.Pointer[(long)task * channels + channel] = sum;
        }
    }
}

/// <summary>Each block's filter gradient.</summary>
internal sealed unsafe class InterleavedFilterGradientStep(RunState run, KernelSet set, CorrelationGeometry geometry, PlanBuffer x, PlanBuffer dy, PlanBuffer parts)
    : InterleavedStep(run, set)
{
    public override long ScratchFloats => InterleavedConvolution.ScratchFloats(Set, geometry);

    public override void Execute(int task, int worker)
    {
        int lanes = Set.Lanes, outputs = geometry.OutputChannels;
        long outputFloats = (long)geometry.OutputHeight * geometry.OutputWidth * outputs * lanes;
        InterleavedConvolution.FilterGradient(
            Set, geometry, x.Pointer + (long)task * geometry.SourceFloats * lanes, dy.Pointer + task * outputFloats,
            parts.Pointer + (long)task * outputs * geometry.Depth, Run.Scratch(worker));
    }
}

/// <summary>Filters of the data gradient.</summary>
internal sealed unsafe class InterleavedTransposeStep(RunState run, float* filters, int outputs, int channels, int kernelArea, PlanBuffer result) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker) => InterleavedConvolution.Transpose(filters, outputs, channels, kernelArea, result.Pointer);
}

/// <summary>gradient = sum of the blocks' parts, in order.</summary>
internal sealed unsafe class SumInterleavedPartsStep(RunState run, KernelSet set, PlanBuffer parts, int length, float* gradient) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker) =>
        ChannelReduction.SumParts(set, parts.Pointer, length, new Interleaving(set.Lanes).Blocks(Run.Rows), gradient, 0, length);
}
