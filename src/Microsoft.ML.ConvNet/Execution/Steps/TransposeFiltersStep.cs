using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Turns filters around for the data gradient, each group its own.</summary>
/// <param name="taps">Taps of the kernel in the order of the result's depth.</param>
internal sealed unsafe class TransposeFiltersStep(
    RunState run, PanelLayout forward, float* filters, int channels, int[] taps, int groups, PanelLayout transposed, PlanBuffer result) : Step(run)
{
    // Filters in quads are small: a group's are turned around in less time than it takes to hand their parts over.
    private int TasksOfGroup => forward.IsQuad ? 1 : transposed.PanelCount;

    public override int TaskCount => groups * TasksOfGroup;

    public override void Execute(int task, int worker)
    {
        var (group, panel) = Math.DivRem(task, TasksOfGroup);
        int end = forward.IsQuad ? transposed.PanelCount : panel + 1;
        for (; panel < end; panel++)
            FilterPacking.Transpose(forward, filters + group * forward.Length, channels, taps, transposed, result.Pointer + group * transposed.Length, panel);
    }
}
