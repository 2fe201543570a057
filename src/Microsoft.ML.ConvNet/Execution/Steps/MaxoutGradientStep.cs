using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of maxout, an image a task.</summary>
internal sealed unsafe class MaxoutGradientStep(RunState run, PlanBuffer x, PlanBuffer dy, PlanBuffer dx, int outputFloats, int pieces) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        int inputFloats = outputFloats * pieces;
        long first = (long)task * inputFloats;
        Maxout.Backward<float>(
            new Span<float>(x.Pointer + first, inputFloats), pieces, new Span<float>(dy.Pointer + (long)task * outputFloats, outputFloats),
            new Span<float>(dx.Pointer + first, inputFloats));
    }
}
