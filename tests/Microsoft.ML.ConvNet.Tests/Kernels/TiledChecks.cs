using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>What the checks of the tiled algorithms share.</summary>
internal static unsafe class TiledChecks
{
    /// <summary>A correlation, in blocks of an uneven number of tile rows.</summary>
    public static float[] Run(TiledCorrelation tiled, in PanelLayout layout, KernelBuffer panels, float[] values, int batch)
    {
        var geometry = tiled.Geometry;
        int totalRows = batch * tiled.TileRowsPerImage, blockRows = Math.Max(1, (totalRows + 1) / 2), blockTiles = blockRows * tiled.TilesPerRow;
        using var source = new KernelBuffer(values);
        using var filters = new KernelBuffer(tiled.FilterFloats);
        using var transformed = new KernelBuffer(blockTiles * tiled.InputTile);
        using var products = new KernelBuffer(blockTiles * tiled.OutputTile);
        using var scratch = new KernelBuffer(tiled.ScratchFloats);
        using var result = new KernelBuffer((long)batch * geometry.OutputHeight * geometry.OutputWidth * geometry.OutputChannels);
        using var added = new KernelBuffer(result.Length);
        added.Span.Fill(1);
        for (int panel = 0; panel < layout.PanelCount; panel++) tiled.TransformFilters(layout, panels.Pointer, filters.Pointer, panel, scratch.Pointer);
        for (int row = 0; row < totalRows; row += blockRows)
        {
            int rows = Math.Min(blockRows, totalRows - row), tiles = rows * tiled.TilesPerRow;
            tiled.TransformInput(source.Pointer, row, rows, transformed.Pointer, scratch.Pointer);
            tiled.Multiply(transformed.Pointer, filters.Pointer, products.Pointer, tiles, 0, tiled.Matrices / 2, 0, tiled.Layout.PanelCount);
            tiled.Multiply(transformed.Pointer, filters.Pointer, products.Pointer, tiles, tiled.Matrices / 2, tiled.Matrices, 0, 1);
            tiled.Multiply(transformed.Pointer, filters.Pointer, products.Pointer, tiles, tiled.Matrices / 2, tiled.Matrices, 1, tiled.Layout.PanelCount);
            tiled.TransformOutput(products.Pointer, row, rows, result.Pointer, accumulate: false, scratch.Pointer);
            if (tiled.CanAccumulate) tiled.TransformOutput(products.Pointer, row, rows, added.Pointer, accumulate: true, scratch.Pointer);
        }

        for (int i = 0; i < result.Length && tiled.CanAccumulate; i++) Assert.Equal(result.Span[i] + 1, added.Span[i]);
        return result.Span.ToArray();
    }
}
