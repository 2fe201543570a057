namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Copies each pixel's channels between zeros.</summary>
internal sealed unsafe class PadChannelsStep(RunState run, PlanBuffer narrow, PlanBuffer wide, ImageShape narrowShape, int wideChannels, int before) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        int pixels = narrowShape.Height * narrowShape.Width, channels = narrowShape.Channels;
        float* source = narrow.Pointer + (long)task * pixels * channels;
        float* destination = wide.Pointer + (long)task * pixels * wideChannels;
        for (int pixel = 0; pixel < pixels; pixel++, source += channels, destination += wideChannels)
        {
            var row = new Span<float>(destination, wideChannels);
            row[..before].Clear();
            new ReadOnlySpan<float>(source, channels).CopyTo(row[before..]);
            row[(before + channels)..].Clear();
        }
    }
}
