using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of radial basis units' centers, a unit a task: each adds up the images in order.</summary>
internal sealed unsafe class RadialBasisCenterGradientStep(RunState run, KernelSet set, PlanBuffer x, float* centers, PlanBuffer dy, float* gradient, int inputs, int outputs)
    : Step(run)
{
    public override int TaskCount => outputs;

    public override void Execute(int task, int worker)
    {
        long unit = (long)task * inputs;
        RadialBasis.BackwardCenter(set, x.Pointer, centers + unit, dy.Pointer + task, gradient + unit, Run.Rows, inputs, outputs);
    }
}
