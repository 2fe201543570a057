using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of a locally connected layer's input, an image a task.</summary>
internal sealed unsafe class LocallyConnectedDataGradientStep(RunState run, KernelSet set, LocalGeometry geometry, PlanBuffer dy, float* filters, PlanBuffer dx) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker) =>
        LocallyConnected.DataGradient(set, geometry, dy.Pointer + (long)task * geometry.OutputFloats, filters, dx.Pointer + (long)task * geometry.Input.Size);
}
