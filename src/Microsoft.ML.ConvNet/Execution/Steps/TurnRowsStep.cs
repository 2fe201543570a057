using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Lays a dense layer's output gradient out for <see cref="DenseDataGradientStep"/>: images become columns.</summary>
internal sealed unsafe class TurnRowsStep(RunState run, KernelSet set, PanelLayout weights, PlanBuffer dy, PlanBuffer turned) : Step(run)
{
    public override int TaskCount => Divide(Run.Rows, set.PanelWidth);

    public override void Execute(int task, int worker) => DenseDataGradient.Turn(set, weights, dy.Pointer, Run.Rows, turned.Pointer, task);
}
