using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The data gradient of a dense layer with large weights, which it reads in place, a run of inputs a task.</summary>
/// <param name="turned">What <see cref="TurnRowsStep"/> made.</param>
internal sealed unsafe class DenseDataGradientStep(RunState run, KernelSet set, PanelLayout weights, float* panels, PlanBuffer turned, PlanBuffer dx) : Step(run)
{
    public override long ScratchFloats => DenseDataGradient.ScratchFloats(set);

    public override int TaskCount => DenseDataGradient.Runs(weights);

    public override void Execute(int task, int worker) =>
        DenseDataGradient.Backward(set, weights, panels, turned.Pointer, Run.Rows, task, dx.Pointer, Run.Scratch(worker));
}
