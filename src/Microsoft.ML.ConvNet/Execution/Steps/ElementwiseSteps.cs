using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A step over all elements of a batch (empty lanes included), cut into blocks of a fixed size.</summary>
internal abstract class ElementwiseStep(RunState run, int rowFloats, Interleaving lanes) : Step(run)
{
    private const long BlockFloats = 1 << 15;

    public override int TaskCount => Divide(Floats, BlockFloats);

    private long Floats => (long)lanes.Round(Run.Rows) * rowFloats;

    public override void Execute(int task, int worker)
    {
        long start = task * BlockFloats;
        Execute(start, Math.Min(start + BlockFloats, Floats));
    }

    protected abstract void Execute(long start, long end);
}

/// <summary>result = left + right; the result may be either.</summary>
internal sealed unsafe class AddStep(RunState run, KernelSet set, PlanBuffer left, PlanBuffer right, PlanBuffer result, int rowFloats, Interleaving lanes) : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) => Elementwise.Add(set, left.Pointer + start, right.Pointer + start, result.Pointer + start, end - start);
}

/// <summary>result = source.</summary>
internal sealed unsafe class CopyStep(RunState run, PlanBuffer source, PlanBuffer result, int rowFloats, Interleaving lanes) : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) =>
        new ReadOnlySpan<float>(source.Pointer + start, (int)(end - start)).CopyTo(new Span<float>(result.Pointer + start, (int)(end - start)));
}

/// <summary>An activation that is not part of another step.</summary>
internal sealed unsafe class ActivationStep(RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, int rowFloats, Interleaving lanes, ActivationKind kind) : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) => Activation.Forward(set, x.Pointer + start, y.Pointer + start, end - start, 1, 1, null, null, kind);
}

/// <summary>gradient *= f'(x), in place.</summary>
internal sealed unsafe class ActivationGradientStep(RunState run, KernelSet set, PlanBuffer y, PlanBuffer gradient, int rowFloats, Interleaving lanes, ActivationKind kind)
    : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) => Activation.Backward(set, y.Pointer + start, gradient.Pointer + start, end - start, kind);
}

/// <summary>Dropout's forward pass, and in place its gradient's.</summary>
internal sealed unsafe class DropoutStep(RunState run, PlanBuffer x, PlanBuffer y, int rowFloats, Interleaving lanes, float probability, ulong stream)
    : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) => Dropout.Apply(x.Pointer, y.Pointer, start, end, probability, Run.Seed, stream);
}

/// <summary>Copies the channels of one image into a range of another's channels, or (when <paramref name="gather"/>) out of it.</summary>
internal sealed unsafe class ChannelCopyStep(RunState run, PlanBuffer narrow, PlanBuffer wide, ImageShape narrowShape, int wideChannels, int firstChannel, bool gather) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        int pixels = narrowShape.Height * narrowShape.Width, channels = narrowShape.Channels;
        float* part = narrow.Pointer + (long)task * pixels * channels;
        float* whole = wide.Pointer + (long)task * pixels * wideChannels + firstChannel;
        for (int pixel = 0; pixel < pixels; pixel++, part += channels, whole += wideChannels)
        {
            var (from, to) = gather ? ((nint)whole, (nint)part) : ((nint)part, (nint)whole);
            new ReadOnlySpan<float>((float*)from, channels).CopyTo(new Span<float>((float*)to, channels));
        }
    }
}
