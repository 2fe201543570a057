namespace Microsoft.ML.ConvNet.Execution;

/// <summary>repeated[i] = single[i / times], or for the gradient single = the sums over the repetitions; an image a task.</summary>
internal sealed unsafe class RepeatChannelsStep(RunState run, PlanBuffer single, PlanBuffer repeated, int pixels, int channels, int times, bool isGradient) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long count = (long)pixels * channels;
        float* values = single.Pointer + task * count, copies = repeated.Pointer + task * count * times;
        for (long i = 0; i < count; i++, copies += times)
        {
            if (isGradient)
            {
                float sum = copies[0];
                for (int copy = 1; copy < times; copy++) sum += copies[copy];
                values[i] = sum;
            }
            else
            {
                new Span<float>(copies, times).Fill(values[i]);
            }
        }
    }
}
