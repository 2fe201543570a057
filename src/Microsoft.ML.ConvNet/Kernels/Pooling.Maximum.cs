using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

// Maxima of windows; those of 3 x 3 pixels, the commonest by far, without loops.
internal static unsafe partial class Pooling
{
    private static void MaxForward<TVector>(in PoolingTile tile, in PoolingPart part, float* x, float* y)
        where TVector : struct, IFloatVector<TVector>
    {
        int whole = part.FirstChannel + (part.EndChannel - part.FirstChannel) / TVector.Lanes * TVector.Lanes;
        MaxForward<TVector>(tile, x + tile.Input, y + tile.Output, part.FirstChannel, whole);
        MaxForward<Float1>(tile, x + tile.Input, y + tile.Output, whole, part.EndChannel);
    }

    private static void MaxBackward<TVector>(in PoolingTile tile, float* x, float* y, float* dy, float* dx)
        where TVector : struct, IFloatVector<TVector>
    {
        int whole = tile.Channels / TVector.Lanes * TVector.Lanes;
        MaxBackward<TVector>(tile, x + tile.Input, y + tile.Output, dy + tile.Output, dx + tile.Input, 0, whole);
        MaxBackward<Float1>(tile, x + tile.Input, y + tile.Output, dy + tile.Output, dx + tile.Input, whole, tile.Channels);
    }

    // Channels [start, end).
    private static void MaxForward<TVector>(in PoolingTile tile, float* x, float* y, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        if (start == end) return;
        if (tile is { Height: 3, Width: 3 }) MaxForward3x3<TVector>(tile, x, y, start, end);
        else MaxForwardAny<TVector>(tile, x, y, start, end);
    }

    private static void MaxBackward<TVector>(in PoolingTile tile, float* x, float* y, float* dy, float* dx, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        if (start == end) return;
        if (tile is { Height: 3, Width: 3 }) MaxBackward3x3<TVector>(tile, x, y, dy, dx, start, end);
        else MaxBackwardAny<TVector>(tile, x, y, dy, dx, start, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxForward3x3<TVector>(in PoolingTile tile, float* x, float* y, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        nint distance = tile.Distance, row = tile.RowStep, column = tile.ColumnStep, channels = tile.Channels;
        for (int window = tile.Count; window > 0; window--, x += distance, y += channels)
        {
            for (int c = start; c < end; c += TVector.Lanes)
            {
                float* top = x + c, middle = top + row, bottom = middle + row;
                var first = TVector.Max(TVector.Max(TVector.Load(top), TVector.Load(top + column)), TVector.Load(top + 2 * column));
                var second = TVector.Max(TVector.Max(TVector.Load(middle), TVector.Load(middle + column)), TVector.Load(middle + 2 * column));
                var third = TVector.Max(TVector.Max(TVector.Load(bottom), TVector.Load(bottom + column)), TVector.Load(bottom + 2 * column));
                TVector.Store(TVector.Max(TVector.Max(first, second), third), y + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxForwardAny<TVector>(in PoolingTile tile, float* x, float* y, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        nint distance = tile.Distance, rowStep = tile.RowStep, columnStep = tile.ColumnStep, channels = tile.Channels;
        int height = tile.Height, width = tile.Width;
        for (int window = tile.Count; window > 0; window--, x += distance, y += channels)
        {
            for (int c = start; c < end; c += TVector.Lanes)
            {
                var best = TVector.Create(float.NegativeInfinity);
                float* line = x + c;
                for (int row = height; row > 0; row--, line += rowStep)
                {
                    float* pixel = line;
                    for (int column = width; column > 0; column--, pixel += columnStep) best = TVector.Max(best, TVector.Load(pixel));
                }

                TVector.Store(best, y + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxBackward3x3<TVector>(in PoolingTile tile, float* x, float* y, float* dy, float* dx, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        nint distance = tile.Distance, row = tile.RowStep, column = tile.ColumnStep, channels = tile.Channels;
        for (int window = tile.Count; window > 0; window--, x += distance, dx += distance, y += channels, dy += channels)
        {
            for (int c = start; c < end; c += TVector.Lanes)
            {
                var best = TVector.Load(y + c);
                var remaining = TVector.Load(dy + c);
                float* top = x + c, middle = top + row, bottom = middle + row;
                float* topGradient = dx + c, middleGradient = topGradient + row, bottomGradient = middleGradient + row;
                remaining = Give(top, topGradient, best, remaining);
                remaining = Give(top + column, topGradient + column, best, remaining);
                remaining = Give(top + 2 * column, topGradient + 2 * column, best, remaining);
                remaining = Give(middle, middleGradient, best, remaining);
                remaining = Give(middle + column, middleGradient + column, best, remaining);
                remaining = Give(middle + 2 * column, middleGradient + 2 * column, best, remaining);
                remaining = Give(bottom, bottomGradient, best, remaining);
                remaining = Give(bottom + column, bottomGradient + column, best, remaining);
                Give(bottom + 2 * column, bottomGradient + 2 * column, best, remaining);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxBackwardAny<TVector>(in PoolingTile tile, float* x, float* y, float* dy, float* dx, int start, int end)
        where TVector : struct, IFloatVector<TVector>
    {
        nint distance = tile.Distance, rowStep = tile.RowStep, columnStep = tile.ColumnStep, channels = tile.Channels;
        int height = tile.Height, width = tile.Width;
        for (int window = tile.Count; window > 0; window--, x += distance, dx += distance, y += channels, dy += channels)
        {
            for (int c = start; c < end; c += TVector.Lanes)
            {
                var best = TVector.Load(y + c);
                var remaining = TVector.Load(dy + c);
                float* line = x + c, gradientLine = dx + c;
                for (int row = height; row > 0; row--, line += rowStep, gradientLine += rowStep)
                {
                    float* pixel = line, gradient = gradientLine;
                    for (int column = width; column > 0; column--, pixel += columnStep, gradient += columnStep) remaining = Give(pixel, gradient, best, remaining);
                }
            }
        }
    }

    // Gives what remains to a pixel if it is the largest value; returns what remains then.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Give<TVector>(float* x, float* dx, TVector best, TVector remaining)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        var value = TVector.Load(x);
        TVector.Store(TVector.Add(TVector.Load(dx), TVector.SelectEqual(value, best, remaining, zero)), dx);
        return TVector.SelectEqual(value, best, zero, remaining);
    }
}
