using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Dropout's forward pass, and in place its gradient's.</summary>
internal sealed unsafe class DropoutStep(RunState run, PlanBuffer x, PlanBuffer y, int rowFloats, Interleaving lanes, float probability, ulong stream)
    : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) => Dropout.Apply(x.Pointer, y.Pointer, start, end, probability, Run.Seed, stream);
}
