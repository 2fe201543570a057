using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A correlation by a tiled algorithm, block of tile rows by block: input transform, products, output transform and epilogue while all is in cache. Blocks are as alike as can be.</summary>
internal sealed unsafe class TiledConvolutionStep(
    RunState run, KernelSet set, TiledCorrelation tiled, PlanBuffer x, FilterMemory filters, PlanBuffer raw, PlanBuffer y, Epilogue epilogue,
    bool accumulate) : Step(run)
{
    public override long ScratchFloats => TransformFloats + ProductFloats + AlignedMemory.Align(tiled.ScratchFloats);

    public override int TaskCount => BlockCount(tiled, Run.Rows);

    private int TotalRows => Run.Rows * tiled.TileRowsPerImage;

    private long TransformFloats => tiled.BlockRows * tiled.TilesPerRow * tiled.InputTile;

    private long ProductFloats => tiled.BlockRows * tiled.TilesPerRow * tiled.OutputTile;

    /// <summary>Blocks for a number of images.</summary>
    public static int BlockCount(TiledCorrelation tiled, int images) => Divide(images * tiled.TileRowsPerImage, tiled.BlockRows);

    public override void Execute(int task, int worker)
    {
        int blocks = TaskCount, firstRow = (int)((long)task * TotalRows / blocks), rows = (int)((task + 1L) * TotalRows / blocks) - firstRow;
        float* transformed = Run.Scratch(worker);
        float* products = transformed + TransformFloats;
        float* scratch = products + ProductFloats;
        tiled.TransformInput(x.Pointer, firstRow, rows, transformed, scratch);
        tiled.Multiply(transformed, filters.Pointer, products, rows * tiled.TilesPerRow, 0, tiled.Matrices, 0, tiled.Layout.PanelCount);
        tiled.TransformOutput(products, firstRow, rows, raw.Pointer, accumulate, scratch);
        epilogue.Apply(set, tiled, raw, y, task, firstRow, rows);
    }
}
