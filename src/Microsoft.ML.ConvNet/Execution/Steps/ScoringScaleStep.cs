using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Scale and shift from the running statistics.</summary>
internal sealed unsafe class ScoringScaleStep(
    RunState run, int channels, float* runningMean, float* runningVariance, float* weight, float* bias, float epsilon, float* inputBias, PlanBuffer scale, PlanBuffer shift) : Step(run)
{
    public override int TaskCount => 1;

    public override void Execute(int task, int worker)
    {
        BatchNorm.ScaleAndShift(runningMean, runningVariance, weight, bias, epsilon, channels, scale.Pointer, shift.Pointer);
        if (inputBias == null) return;
        for (int c = 0; c < channels; c++) shift.Pointer[c] += inputBias[c] * scale.Pointer[c];
    }
}
