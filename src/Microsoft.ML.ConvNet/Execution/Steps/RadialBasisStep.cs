using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Radial basis units, an image a task.</summary>
internal sealed unsafe class RadialBasisStep(RunState run, KernelSet set, PlanBuffer x, float* centers, PlanBuffer y, int inputs, int outputs) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker) =>
        RadialBasis.Forward(set, x.Pointer + (long)task * inputs, centers, y.Pointer + (long)task * outputs, inputs, outputs);
}
