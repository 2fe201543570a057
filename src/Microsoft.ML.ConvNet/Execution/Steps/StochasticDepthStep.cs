using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Stochastic depth's forward pass, and in place its gradient's: an image a task, which is dropped or kept as a whole.</summary>
internal sealed unsafe class StochasticDepthStep(RunState run, PlanBuffer x, PlanBuffer y, int rowFloats, float probability, ulong stream) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long start = (long)task * rowFloats;
        Dropout.ApplyToImage(x.Pointer + start, y.Pointer + start, rowFloats, task, probability, Run.Seed, stream);
    }
}
