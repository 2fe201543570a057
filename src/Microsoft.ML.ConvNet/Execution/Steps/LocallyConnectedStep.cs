using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A locally connected layer's forward pass, a row of the output of all images a task.</summary>
internal sealed unsafe class LocallyConnectedStep(RunState run, KernelSet set, LocalGeometry geometry, PlanBuffer x, float* filters, float* biases, PlanBuffer y) : Step(run)
{
    public override int TaskCount => geometry.Rows.Outputs;

    public override void Execute(int task, int worker) => LocallyConnected.Forward(set, geometry, Run.Rows, x.Pointer, filters, biases, y.Pointer, task);
}
