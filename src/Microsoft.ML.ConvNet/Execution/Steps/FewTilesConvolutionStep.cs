using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// A correlation by a tiled algorithm for few tiles, as when one small image is scored: a task takes a few tile rows, and a share of the output channels if there are
/// few rows, from the input to the epilogue. It is one section where separate steps are three, whose hand-over between threads costs more than they save; the input transform is done
/// once for each share.
/// </summary>
internal sealed unsafe class FewTilesConvolutionStep(
    RunState run, KernelSet set, TiledCorrelation tiled, int batchSize, PlanBuffer x, FilterMemory filters, PlanBuffer raw, PlanBuffer y, Epilogue epilogue) : Step(run)
{
    /// <summary>Larger filters should be read once, not once for each task: half a second-level cache of 2 MB.</summary>
    private const long MostFilterFloats = 1 << 18;

    /// <summary>Tiles that make the matrix product's tiles worth their while, tasks that leave threads something to share, and tasks beyond which nothing is gained.</summary>
    private const int FewestTiles = 8, FewestTasks = 4, MostBlocks = 16;

    private readonly int _blockRows = BlockRows(tiled, batchSize);

    public override long ScratchFloats => TransformFloats + ProductFloats + AlignedMemory.Align(tiled.ScratchFloats);

    public override int TaskCount => Blocks * Shares;

    private int TotalRows => Run.Rows * tiled.TileRowsPerImage;

    private int Blocks => Divide(TotalRows, _blockRows);

    private int Shares => Math.Min(tiled.Layout.PanelCount, Divide(FewestTasks, Blocks));

    private long TransformFloats => _blockRows * tiled.TilesPerRow * tiled.InputTile;

    private long ProductFloats => _blockRows * tiled.TilesPerRow * tiled.OutputTile;

    /// <summary>Whether the filters are small enough.</summary>
    public static bool Fits(TiledCorrelation tiled) => tiled.FilterFloats <= MostFilterFloats;

    public override void Execute(int task, int worker)
    {
        int shares = Shares, share = task % shares, firstRow = task / shares * _blockRows, rows = Math.Min(_blockRows, TotalRows - firstRow);
        int firstPanel = share * tiled.Layout.PanelCount / shares, endPanel = (share + 1) * tiled.Layout.PanelCount / shares;
        int channels = tiled.Geometry.OutputChannels, firstChannel = firstPanel * tiled.Layout.PanelWidth, endChannel = Math.Min(endPanel * tiled.Layout.PanelWidth, channels);
        float* transformed = Run.Scratch(worker);
        float* products = transformed + TransformFloats;
        float* scratch = products + ProductFloats;
        tiled.TransformInput(x.Pointer, firstRow, rows, transformed, scratch);
        tiled.Multiply(transformed, filters.Pointer, products, rows * tiled.TilesPerRow, 0, tiled.Matrices, firstPanel, endPanel);
        tiled.TransformOutput(products, firstRow, rows, raw.Pointer, firstChannel, endChannel, accumulate: false, scratch);
        epilogue.Apply(set, tiled, raw, y, task / shares, firstRow, rows, firstChannel, endChannel);
    }

    private static int BlockRows(TiledCorrelation tiled, int batchSize) =>
        Math.Max(Divide(FewestTiles, tiled.TilesPerRow), Divide((long)batchSize * tiled.TileRowsPerImage, MostBlocks));
}
