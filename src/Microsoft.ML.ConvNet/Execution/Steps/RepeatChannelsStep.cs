using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Each channel several times in a row, or for the gradient the sums over the repetitions; an image a task.</summary>
internal sealed unsafe class RepeatChannelsStep(RunState run, PlanBuffer single, PlanBuffer repeated, int pixels, int channels, int times, bool isGradient) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long count = (long)pixels * channels;
        float* values = single.Pointer + task * count, copies = repeated.Pointer + task * count * times;
        if (isGradient) RepeatedChannels.Backward(copies, values, count, times);
        else RepeatedChannels.Forward(values, copies, count, times);
    }
}
