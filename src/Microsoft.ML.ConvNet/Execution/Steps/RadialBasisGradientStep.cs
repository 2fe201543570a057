using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The input's gradient behind radial basis units, an image a task.</summary>
internal sealed unsafe class RadialBasisGradientStep(RunState run, KernelSet set, PlanBuffer x, float* centers, PlanBuffer dy, PlanBuffer dx, int inputs, int outputs) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker)
    {
        long row = (long)task * inputs;
        RadialBasis.BackwardData(set, x.Pointer + row, centers, dy.Pointer + (long)task * outputs, dx.Pointer + row, inputs, outputs);
    }
}
