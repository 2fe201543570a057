using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Turns filters around for the data gradient.</summary>
internal sealed unsafe class TransposeFiltersStep(
    RunState run, PanelLayout forward, float* filters, int channels, int kernelArea, PanelLayout transposed, PlanBuffer result) : Step(run)
{
    public override int TaskCount => transposed.PanelCount;

    public override void Execute(int task, int worker) => FilterPacking.Transpose(forward, filters, channels, kernelArea, transposed, result.Pointer, task);
}
