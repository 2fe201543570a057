using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The output transform of a tiled algorithm for part of the batch, with the epilogue.</summary>
internal sealed unsafe class TileOutputStep(
    RunState run, KernelSet set, TiledCorrelation tiled, PlanBuffer products, PlanBuffer raw, PlanBuffer y, Epilogue epilogue, bool accumulate, int firstRow, int rowCount)
    : TileRowsStep(run, tiled, firstRow, rowCount)
{
    protected override void Execute(int task, int row, int rows, long tile, int worker)
    {
        Tiled.TransformOutput(products.Pointer + tile * Tiled.OutputTile, row, rows, raw.Pointer, accumulate, Run.Scratch(worker));
        epilogue.Apply(set, Tiled, raw, y, FirstTask + task, row, rows);
    }
}
