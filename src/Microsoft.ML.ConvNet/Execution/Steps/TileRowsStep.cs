using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A transform of part of the batch's tile rows, a few rows a task. A part beyond the current rows of the batch has no tasks.</summary>
/// <param name="firstRow">The part's first tile row.</param>
/// <param name="rowCount">Tile rows of the part.</param>
internal abstract class TileRowsStep(RunState run, TiledCorrelation tiled, int firstRow, int rowCount) : Step(run)
{
    /// <summary>About this many tiles are a task.</summary>
    private const int TaskTiles = 8;

    public override long ScratchFloats => Tiled.ScratchFloats;

    public override int TaskCount => Divide(Rows, TaskRows);

    protected TiledCorrelation Tiled { get; } = tiled;

    private int Rows => Math.Clamp(Run.Rows * Tiled.TileRowsPerImage - firstRow, 0, rowCount);

    private int TaskRows => Math.Max(1, TaskTiles / Tiled.TilesPerRow);

    public override void Execute(int task, int worker)
    {
        int first = task * TaskRows;
        Execute(firstRow + first, Math.Min(TaskRows, Rows - first), (long)first * Tiled.TilesPerRow, worker);
    }

    /// <param name="tile">The first row's first tile, counted in the part.</param>
    protected abstract void Execute(int row, int rows, long tile, int worker);
}
