using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Transforms a layer's filters for a tiled algorithm, a panel a task: in training, where they change with every step.</summary>
internal sealed unsafe class FilterTransformStep(RunState run, TiledCorrelation tiled, PanelLayout layout, FilterMemory filters, PlanBuffer transformed) : Step(run)
{
    public override long ScratchFloats => tiled.ScratchFloats;

    public override int TaskCount => layout.PanelCount;

    public override void Execute(int task, int worker) => tiled.TransformFilters(layout, filters.Pointer, transformed.Pointer, task, Run.Scratch(worker));
}
