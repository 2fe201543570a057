using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>gradient *= f'(x), in place.</summary>
internal sealed unsafe class ActivationGradientStep(RunState run, KernelSet set, PlanBuffer y, PlanBuffer gradient, int rowFloats, Interleaving lanes, ActivationKind kind)
    : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) => Activation.Backward(set, y.Pointer + start, gradient.Pointer + start, end - start, kind);
}
