namespace Microsoft.ML.ConvNet.Execution;

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
