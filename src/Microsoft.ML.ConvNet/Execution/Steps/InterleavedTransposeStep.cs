using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Filters of the data gradient.</summary>
internal sealed unsafe class InterleavedTransposeStep(RunState run, float* filters, int outputs, int channels, int kernelArea, PlanBuffer result) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker) => InterleavedConvolution.Transpose(filters, outputs, channels, kernelArea, result.Pointer);
}
