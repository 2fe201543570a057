using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradients of a locally connected layer's filters and biases, a row of the output a task: it owns its weights.</summary>
internal sealed unsafe class LocallyConnectedFilterGradientStep(
    RunState run, KernelSet set, LocalGeometry geometry, PlanBuffer x, PlanBuffer dy, float* filterGradient, float* biasGradient) : Step(run)
{
    public override int TaskCount => geometry.Rows.Outputs;

    public override void Execute(int task, int worker) =>
        LocallyConnected.FilterGradient(set, geometry, Run.Rows, x.Pointer, dy.Pointer, filterGradient, biasGradient, task);
}
