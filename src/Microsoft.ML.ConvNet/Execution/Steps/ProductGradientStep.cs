using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradients of a product, an image a task: that of x in place on the output's, and that of the factors.</summary>
internal sealed unsafe class ProductGradientStep(
    RunState run, KernelSet set, PlanBuffer x, PlanBuffer factors, PlanBuffer gradient, PlanBuffer factorGradients, int rows, int channels) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long image = (long)task * rows * channels, row = (long)task * channels;
        float* dy = gradient.Pointer + image;
        ChannelProduct.Backward(set, x.Pointer + image, factors.Pointer + row, dy, dy, rows, channels, factorGradients.Pointer + row);
    }
}
