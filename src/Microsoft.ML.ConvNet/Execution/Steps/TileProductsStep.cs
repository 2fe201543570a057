using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The matrix products of a tiled algorithm for part of the batch: each task reads its own share of the filters, once.</summary>
internal sealed unsafe class TileProductsStep(
    RunState run, TiledCorrelation tiled, PlanBuffer transformed, FilterMemory filters, PlanBuffer products, int firstRow, int rowCount) : Step(run)
{
    private const int TaskPanels = 4;

    public override int TaskCount => Rows == 0 ? 0 : tiled.Matrices * Shares;

    private int Rows => Math.Clamp(Run.Rows * tiled.TileRowsPerImage - firstRow, 0, rowCount);

    private int Shares => Divide(tiled.Layout.PanelCount, TaskPanels);

    public override void Execute(int task, int worker)
    {
        int matrix = task / Shares, firstPanel = task % Shares * TaskPanels, endPanel = Math.Min(firstPanel + TaskPanels, tiled.Layout.PanelCount);
        tiled.Multiply(transformed.Pointer, filters.Pointer, products.Pointer, Rows * tiled.TilesPerRow, matrix, matrix + 1, firstPanel, endPanel);
    }
}
