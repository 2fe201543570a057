using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>An activation that is not part of another step.</summary>
internal sealed unsafe class ActivationStep(RunState run, KernelSet set, PlanBuffer x, PlanBuffer y, int rowFloats, Interleaving lanes, ActivationFunction function) : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) => Activation.Forward(set, x.Pointer + start, y.Pointer + start, end - start, 1, 1, null, null, function);
}
