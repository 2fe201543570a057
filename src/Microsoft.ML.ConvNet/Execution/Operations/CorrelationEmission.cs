using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Emits the steps of a convolution's forward pass or data gradient by the algorithm that the plan's <see cref="ConvolutionRule"/> chooses.</summary>
internal static unsafe class CorrelationEmission
{
    /// <summary>With fewer blocks the work is cut by matrices, so that all threads have some.</summary>
    private const int FewBlocks = 8;

    /// <summary>Transformed filters larger than this are read from memory for every block of tiles: then blocks are large, and the threads share them.</summary>
    private const long LargeFilters = 4 << 20;

    /// <param name="layout">How the filters are packed.</param>
    /// <param name="raw">Receives the correlation.</param>
    /// <param name="y">Receives what the epilogue makes of it; <paramref name="raw"/> if that need not be kept.</param>
    /// <param name="weight">The parameter that the filters are, at scoring; null when they are made anew in every run.</param>
    /// <param name="accumulate">Whether to add to what is there, which only what <see cref="CanAccumulate"/> allows can do.</param>
    public static void Emit(
        PlanBuilder plan, CorrelationGeometry geometry, in PanelLayout layout, PlanBuffer x, FilterMemory filters, PlanBuffer raw, PlanBuffer y, Epilogue epilogue,
        GraphParameter? weight = null, bool accumulate = false)
    {
        if (Tiled(plan, geometry) is not { } tiled)
        {
            var step = new ConvolutionStep(plan.Run, plan.Set, geometry, layout, x, filters, raw, y, epilogue, accumulate, plan.IsTraining ? 0 : plan.BatchSize);
            plan.Emit(step, [x, raw, y, filters.Buffer, .. epilogue.Buffers]);
            return;
        }

        var transformed = Transform(plan, tiled, layout, filters, weight);
        if (IsBlockByBlock(plan, tiled))
        {
            plan.Emit(new TiledConvolutionStep(plan.Run, plan.Set, tiled, x, transformed, raw, y, epilogue, accumulate), [x, raw, y, transformed.Buffer, .. epilogue.Buffers]);
            return;
        }

        if (!plan.IsTraining && FewTilesConvolutionStep.Fits(tiled))
        {
            plan.Emit(new FewTilesConvolutionStep(plan.Run, plan.Set, tiled, plan.BatchSize, x, transformed, raw, y, epilogue), [x, raw, y, transformed.Buffer, .. epilogue.Buffers]);
            return;
        }

        int rows = plan.BatchSize * tiled.TileRowsPerImage;
        for (int first = 0; first < rows; first += tiled.PartRows)
            EmitPart(plan, tiled, x, transformed, raw, y, epilogue, accumulate, first, Math.Min(tiled.PartRows, rows - first));
    }

    /// <summary>Whether it is computed as an implicit matrix product.</summary>
    public static bool IsDirect(PlanBuilder plan, CorrelationGeometry geometry) => Tiled(plan, geometry) is null;

    /// <summary>Whether the steps of a data gradient can add to what other operations have written.</summary>
    public static bool CanAccumulate(PlanBuilder plan, CorrelationGeometry geometry) => Tiled(plan, geometry)?.CanAccumulate ?? true;

    /// <summary>Into how many blocks the steps cut a number of images: the places of the epilogue's sums.</summary>
    public static Func<int, int> BlockCount(PlanBuilder plan, CorrelationGeometry geometry)
    {
        if (Tiled(plan, geometry) is not { } tiled) return images => ConvolutionStep.BlockCount(geometry, images);
        if (IsBlockByBlock(plan, tiled)) return images => TiledConvolutionStep.BlockCount(tiled, images);
        return images => TileRowsStep.BlockCount(tiled, images * tiled.TileRowsPerImage);
    }

    private static bool IsBlockByBlock(PlanBuilder plan, TiledCorrelation tiled) =>
        plan.BatchSize * tiled.TileRowsPerImage > (FewBlocks - 1) * tiled.BlockRows && tiled.FilterFloats <= LargeFilters;

    private static TiledCorrelation? Tiled(PlanBuilder plan, CorrelationGeometry geometry) =>
        plan.Graph.ConvolutionRule.Tiled(plan.Set, geometry, plan.BatchSize, plan.IsTraining ? PlanMode.Training : PlanMode.Scoring);

    private static FilterMemory Transform(PlanBuilder plan, TiledCorrelation tiled, in PanelLayout layout, FilterMemory filters, GraphParameter? weight)
    {
        if (weight is not null) return new FilterMemory(plan.Parameters.TransformedFilters.Get(weight, tiled, layout, filters.Pointer).Pointer);
        var transformed = plan.NewBuffer(tiled.FilterFloats);
        plan.Emit(new FilterTransformStep(plan.Run, tiled, layout, filters, transformed), filters.Buffer, transformed);
        return new FilterMemory(transformed);
    }

    private static void EmitPart(
        PlanBuilder plan, TiledCorrelation tiled, PlanBuffer x, FilterMemory filters, PlanBuffer raw, PlanBuffer y, Epilogue epilogue, bool accumulate,
        int firstRow, int rowCount)
    {
        long tiles = (long)rowCount * tiled.TilesPerRow;
        var transformed = plan.NewBuffer(tiles * tiled.InputTile);
        plan.Emit(new TileInputStep(plan.Run, tiled, x, transformed, firstRow, rowCount), x, transformed);
        var products = plan.NewBuffer(tiles * tiled.OutputTile);
        plan.Emit(new TileProductsStep(plan.Run, tiled, transformed, filters, products, firstRow, rowCount), transformed, filters.Buffer, products);
        plan.Emit(new TileOutputStep(plan.Run, plan.Set, tiled, products, raw, y, epilogue, accumulate, firstRow, rowCount), [products, raw, y, .. epilogue.Buffers]);
    }
}
