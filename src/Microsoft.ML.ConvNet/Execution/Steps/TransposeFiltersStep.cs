using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Turns filters around for the data gradient, each group its own.</summary>
/// <param name="taps">Taps of the kernel in the order of the result's depth.</param>
internal sealed unsafe class TransposeFiltersStep(
    RunState run, PanelLayout forward, float* filters, int channels, int[] taps, int groups, PanelLayout transposed, PlanBuffer result) : Step(run)
{
    public override int TaskCount => groups * transposed.PanelCount;

    public override void Execute(int task, int worker)
    {
        var (group, panel) = Math.DivRem(task, transposed.PanelCount);
        FilterPacking.Transpose(forward, filters + group * forward.Length, channels, taps, transposed, result.Pointer + group * transposed.Length, panel);
    }
}
