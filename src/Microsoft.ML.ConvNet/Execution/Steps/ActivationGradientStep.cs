using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>gradient *= f'(x), in place.</summary>
/// <param name="source">f(x), or x if the function needs it.</param>
internal sealed unsafe class ActivationGradientStep(RunState run, KernelSet set, PlanBuffer source, PlanBuffer gradient, int rowFloats, Interleaving lanes, ActivationFunction function)
    : ElementwiseStep(run, rowFloats, lanes)
{
    protected override void Execute(long start, long end) =>
        Activation.Backward(set, source.Pointer + start, gradient.Pointer + start, end - start, 1, null, null, function);
}
