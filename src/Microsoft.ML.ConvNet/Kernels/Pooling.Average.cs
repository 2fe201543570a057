using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

// Averages of windows.
internal static unsafe partial class Pooling
{
    /// <summary>From so many pixels on a window is summed pixel after pixel, in the order of the memory, instead of channel after channel.</summary>
    private const int LargeWindow = 32;

    private static void AverageForward<TVector>(in PoolingTile tile, in PoolingPart part, float* x, float* y)
        where TVector : struct, IFloatVector<TVector>
    {
        int whole = part.FirstChannel + (part.EndChannel - part.FirstChannel) / TVector.Lanes * TVector.Lanes;
        AverageForward<TVector>(tile, x + tile.Input, y + tile.Output, part.FirstChannel, whole);
        AverageForward<Float1>(tile, x + tile.Input, y + tile.Output, whole, part.EndChannel);
    }

    private static void AverageBackward<TVector>(in PoolingTile tile, float* dy, float* dx, bool overwrites)
        where TVector : struct, IFloatVector<TVector>
    {
        int whole = tile.Channels / TVector.Lanes * TVector.Lanes;
        AverageBackward<TVector>(tile, dy + tile.Output, dx + tile.Input, 0, whole, overwrites);
        AverageBackward<Float1>(tile, dy + tile.Output, dx + tile.Input, whole, tile.Channels, overwrites);
    }

    // Channels [start, end).
    private static void AverageBackward<TVector>(in PoolingTile tile, float* dy, float* dx, int start, int end, bool overwrites)
        where TVector : struct, IFloatVector<TVector>
    {
        if (start == end) return;
        if (tile is { Height: 2, Width: 2 } && !overwrites) AverageBackward2x2<TVector>(tile, dy, dx, start, end);
        else AverageBackwardAny<TVector>(tile, dy, dx, start, end, overwrites);
    }

    // Channels [start, end).
    private static void AverageForward<TVector>(in PoolingTile tile, float* x, float* y, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        if (start == end) return;
        if (tile.Height * tile.Width >= LargeWindow) AverageForwardLarge<TVector>(tile, x, y, start, end);
        else if (tile is { Height: 2, Width: 2 }) AverageForward2x2<TVector>(tile, x, y, start, end);
        else AverageForwardAny<TVector>(tile, x, y, start, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageForward2x2<TVector>(in PoolingTile tile, float* x, float* y, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        nint distance = tile.Distance, row = tile.RowStep, column = tile.ColumnStep, channels = tile.Channels;
        var share = TVector.Create(tile.Share);
        for (int window = tile.Count; window > 0; window--, x += distance, y += channels)
        {
            for (int c = start; c < end; c += TVector.Lanes)
            {
                float* top = x + c, bottom = top + row;
                var sum = TVector.Add(TVector.Add(TVector.Load(top), TVector.Load(top + column)), TVector.Add(TVector.Load(bottom), TVector.Load(bottom + column)));
                TVector.Store(TVector.Multiply(sum, share), y + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageForwardAny<TVector>(in PoolingTile tile, float* x, float* y, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        nint distance = tile.Distance, rowStep = tile.RowStep, columnStep = tile.ColumnStep, channels = tile.Channels;
        int height = tile.Height, width = tile.Width;
        var share = TVector.Create(tile.Share);
        for (int window = tile.Count; window > 0; window--, x += distance, y += channels)
        {
            for (int c = start; c < end; c += TVector.Lanes)
            {
                var sum = TVector.Create(0);
                float* line = x + c;
                for (int row = height; row > 0; row--, line += rowStep)
                {
                    float* pixel = line;
                    for (int column = width; column > 0; column--, pixel += columnStep) sum = TVector.Add(sum, TVector.Load(pixel));
                }

                TVector.Store(TVector.Multiply(sum, share), y + c);
            }
        }
    }

    // The sums wait in the output; four pixels are added at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageForwardLarge<TVector>(in PoolingTile tile, float* x, float* y, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        nint distance = tile.Distance, rowStep = tile.RowStep, columnStep = tile.ColumnStep, channels = tile.Channels;
        var share = TVector.Create(tile.Share);
        for (int window = tile.Count; window > 0; window--, x += distance, y += channels)
        {
            for (int c = start; c < end; c += TVector.Lanes) TVector.Store(TVector.Create(0), y + c);
            float* line = x;
            for (int row = tile.Height; row > 0; row--, line += rowStep)
            {
                float* pixel = line;
                int column = tile.Width;
                for (; column >= 4; column -= 4, pixel += 4 * columnStep)
                {
                    for (int c = start; c < end; c += TVector.Lanes)
                    {
                        float* first = pixel + c, third = first + 2 * columnStep;
                        var left = TVector.Add(TVector.Load(first), TVector.Load(first + columnStep));
                        var right = TVector.Add(TVector.Load(third), TVector.Load(third + columnStep));
                        TVector.Store(TVector.Add(TVector.Load(y + c), TVector.Add(left, right)), y + c);
                    }
                }

                for (; column > 0; column--, pixel += columnStep)
                    for (int c = start; c < end; c += TVector.Lanes) TVector.Store(TVector.Add(TVector.Load(y + c), TVector.Load(pixel + c)), y + c);
            }

            for (int c = start; c < end; c += TVector.Lanes) TVector.Store(TVector.Multiply(TVector.Load(y + c), share), y + c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageBackward2x2<TVector>(in PoolingTile tile, float* dy, float* dx, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        nint distance = tile.Distance, row = tile.RowStep, column = tile.ColumnStep, channels = tile.Channels;
        var share = TVector.Create(tile.Share);
        for (int window = tile.Count; window > 0; window--, dx += distance, dy += channels)
        {
            for (int c = start; c < end; c += TVector.Lanes)
            {
                float* top = dx + c, bottom = top + row;
                var part = TVector.Multiply(TVector.Load(dy + c), share);
                TVector.Store(TVector.Add(TVector.Load(top), part), top);
                TVector.Store(TVector.Add(TVector.Load(top + column), part), top + column);
                TVector.Store(TVector.Add(TVector.Load(bottom), part), bottom);
                TVector.Store(TVector.Add(TVector.Load(bottom + column), part), bottom + column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AverageBackwardAny<TVector>(in PoolingTile tile, float* dy, float* dx, int start, int end, bool overwrites)
        where TVector : struct, IFloatVector<TVector>
    {
        nint distance = tile.Distance, rowStep = tile.RowStep, columnStep = tile.ColumnStep, channels = tile.Channels;
        int height = tile.Height, width = tile.Width;
        var share = TVector.Create(tile.Share);
        for (int window = tile.Count; window > 0; window--, dx += distance, dy += channels)
        {
            float* line = dx;
            for (int row = height; row > 0; row--, line += rowStep)
            {
                float* pixel = line;
                for (int column = width; column > 0; column--, pixel += columnStep)
                {
                    for (int c = start; c < end; c += TVector.Lanes)
                    {
                        var part = TVector.Multiply(TVector.Load(dy + c), share);
                        TVector.Store(overwrites ? part : TVector.Add(TVector.Load(pixel + c), part), pixel + c);
                    }
                }
            }
        }
    }
}
