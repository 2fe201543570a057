using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Maxout, an image a task.</summary>
internal sealed unsafe class MaxoutStep(RunState run, PlanBuffer x, PlanBuffer y, int outputFloats, int pieces) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        int inputFloats = outputFloats * pieces;
        Maxout.Forward<float>(
            new Span<float>(x.Pointer + (long)task * inputFloats, inputFloats), pieces, new Span<float>(y.Pointer + (long)task * outputFloats, outputFloats));
    }
}
