using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>y = x * factors, an image a task: <paramref name="rows"/> rows of channels times one row of factors.</summary>
internal sealed unsafe class ProductStep(RunState run, KernelSet set, PlanBuffer x, PlanBuffer factors, PlanBuffer y, int rows, int channels) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long image = (long)task * rows * channels;
        ChannelProduct.Forward(set, x.Pointer + image, factors.Pointer + (long)task * channels, y.Pointer + image, rows, channels);
    }
}
