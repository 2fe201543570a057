using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>result = left + right; the result may be either.</summary>
internal sealed unsafe class AddStep(RunState run, KernelSet set, PlanBuffer left, PlanBuffer right, PlanBuffer result, int rowFloats, Interleaving lanes) : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) => Elementwise.Add(set, left.Pointer + start, right.Pointer + start, result.Pointer + start, end - start);
}
