using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A transform of part of the batch's tile rows, a few rows a task. A part beyond the current rows of the batch has no tasks.</summary>
/// <param name="firstRow">The part's first tile row.</param>
/// <param name="rowCount">Tile rows of the part.</param>
internal abstract class TileRowsStep(RunState run, TiledCorrelation tiled, int firstRow, int rowCount) : Step(run)
{
    /// <summary>About this many tiles are a task, or as many larger ones as have this many transformed values.</summary>
    private const int TaskTiles = 8, TaskValues = 8 * 36;

    public override long ScratchFloats => Tiled.ScratchFloats;

    public override int TaskCount => Divide(Rows, TaskRows(Tiled));

    protected TiledCorrelation Tiled { get; } = tiled;

    private int Rows => Math.Clamp(Run.Rows * Tiled.TileRowsPerImage - firstRow, 0, rowCount);

    /// <summary>Tasks of the parts before this one.</summary>
    protected int FirstTask => BlockCount(Tiled, firstRow);

    /// <summary>Tasks of all parts for a number of tile rows.</summary>
    public static int BlockCount(TiledCorrelation tiled, int tileRows) => tileRows / tiled.PartRows * Divide(tiled.PartRows, TaskRows(tiled)) + Divide(tileRows % tiled.PartRows, TaskRows(tiled));

    private static int TaskRows(TiledCorrelation tiled) => Math.Max(1, Math.Min(TaskTiles, TaskValues / tiled.Matrices) / tiled.TilesPerRow);

    public override void Execute(int task, int worker)
    {
        int taskRows = TaskRows(Tiled), first = task * taskRows;
        Execute(task, firstRow + first, Math.Min(taskRows, Rows - first), (long)first * Tiled.TilesPerRow, worker);
    }

    /// <param name="tile">The first row's first tile, counted in the part.</param>
    protected abstract void Execute(int task, int row, int rows, long tile, int worker);
}
