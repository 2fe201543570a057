using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The input transform of a tiled algorithm for part of the batch.</summary>
internal sealed unsafe class TileInputStep(RunState run, TiledCorrelation tiled, PlanBuffer x, PlanBuffer transformed, int firstRow, int rowCount)
    : TileRowsStep(run, tiled, firstRow, rowCount)
{
    protected override void Execute(int task, int row, int rows, long tile, int worker) =>
        Tiled.TransformInput(x.Pointer, row, rows, transformed.Pointer + tile * Tiled.InputTile, Run.Scratch(worker));
}
