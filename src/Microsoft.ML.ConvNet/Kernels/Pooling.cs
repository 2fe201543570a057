namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Max and average pooling on H, W, C activations, one image at a time. Padding never wins a maximum; whether an average counts it, the geometry says.
/// A maximum's gradient goes to the window's first largest value.
/// </summary>
internal static unsafe partial class Pooling
{
    /// <summary>Part of the output.</summary>
    public static void MaxForward(KernelSet set, PoolingGeometry geometry, int channels, float* x, float* y, in PoolingPart part)
    {
        for (int row = part.FirstRow; row < part.EndRow; row++)
        {
            foreach (var run in geometry.Columns.Runs)
            {
                var tile = new PoolingTile(geometry, channels, row, run);
                if (set.Lanes == 16) MaxForward<Float16>(tile, part, x, y);
                else if (set.Lanes == 8) MaxForward<Float8>(tile, part, x, y);
                else if (set.Lanes == 4) MaxForward<Float4>(tile, part, x, y);
                else MaxForward<Float1>(tile, part, x, y);
            }
        }
    }

    /// <summary>Overwrites dx, or adds to it.</summary>
    public static void MaxBackward(KernelSet set, PoolingGeometry geometry, int channels, float* x, float* y, float* dy, float* dx, bool accumulate)
    {
        int cleared = accumulate ? geometry.Rows.Size : 0;
        for (int row = 0; row < geometry.Rows.Outputs; row++)
        {
            Clear(geometry, channels, dx, ref cleared, geometry.Rows.End[row]);
            foreach (var run in geometry.Columns.Runs)
            {
                var tile = new PoolingTile(geometry, channels, row, run);
                if (set.Lanes == 16) MaxBackward<Float16>(tile, x, y, dy, dx);
                else if (set.Lanes == 8) MaxBackward<Float8>(tile, x, y, dy, dx);
                else if (set.Lanes == 4) MaxBackward<Float4>(tile, x, y, dy, dx);
                else MaxBackward<Float1>(tile, x, y, dy, dx);
            }
        }

        Clear(geometry, channels, dx, ref cleared, geometry.Rows.Size);
    }

    /// <summary>Part of the output.</summary>
    public static void AverageForward(KernelSet set, PoolingGeometry geometry, int channels, float* x, float* y, in PoolingPart part)
    {
        for (int row = part.FirstRow; row < part.EndRow; row++)
        {
            foreach (var run in geometry.Columns.Runs)
            {
                var tile = new PoolingTile(geometry, channels, row, run);
                if (set.Lanes == 16) AverageForward<Float16>(tile, part, x, y);
                else if (set.Lanes == 8) AverageForward<Float8>(tile, part, x, y);
                else if (set.Lanes == 4) AverageForward<Float4>(tile, part, x, y);
                else AverageForward<Float1>(tile, part, x, y);
            }
        }
    }

    /// <summary>Overwrites dx, or adds to it.</summary>
    public static void AverageBackward(KernelSet set, PoolingGeometry geometry, int channels, float* dy, float* dx, bool accumulate)
    {
        int cleared = accumulate ? geometry.Rows.Size : 0;
        for (int row = 0; row < geometry.Rows.Outputs; row++)
        {
            // A window over the whole image (global pooling) needs no line of zeros first, and the image would not stay in cache until it is added to.
            bool isWhole = !accumulate && geometry.OutputPixels == 1 && geometry.Rows.Elements(0) == geometry.Rows.Size && geometry.Columns.Elements(0) == geometry.Columns.Size;
            if (isWhole) cleared = geometry.Rows.Size;
            Clear(geometry, channels, dx, ref cleared, geometry.Rows.End[row]);
            foreach (var run in geometry.Columns.Runs)
            {
                var tile = new PoolingTile(geometry, channels, row, run);
                if (set.Lanes == 16) AverageBackward<Float16>(tile, dy, dx, isWhole);
                else if (set.Lanes == 8) AverageBackward<Float8>(tile, dy, dx, isWhole);
                else if (set.Lanes == 4) AverageBackward<Float4>(tile, dy, dx, isWhole);
                else AverageBackward<Float1>(tile, dy, dx, isWhole);
            }
        }

        Clear(geometry, channels, dx, ref cleared, geometry.Rows.Size);
    }

    // Lines up to the last that the next windows add to: they are cleared just before, so that they are still in cache.
    private static void Clear(PoolingGeometry geometry, int channels, float* dx, ref int cleared, int end)
    {
        if (cleared >= end) return;
        long line = (long)geometry.Columns.Size * channels;
        new Span<float>(dx + cleared * line, (int)((end - cleared) * line)).Clear();
        cleared = end;
    }
}
