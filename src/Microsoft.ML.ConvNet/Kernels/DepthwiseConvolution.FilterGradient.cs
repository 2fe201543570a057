using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

// The filter gradient: the sums of some taps stay in registers over a few pixels.
internal static unsafe partial class DepthwiseConvolution
{
    /// <summary>Pixels side by side that are added up in registers before the next channels take their turn.</summary>
    private const int PixelsPerSum = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FilterGradient<TVector>(CorrelationGeometry geometry, float* lines, float* dy, float* gradient, int rowCount)
        where TVector : struct, IFloatVector<TVector>
    {
        var tile = new DepthwiseTile(geometry);
        int channels = geometry.OutputChannels, whole = channels / TVector.Lanes * TVector.Lanes;
        for (int row = 0; row < rowCount; row++, lines += tile.LineStep)
        {
            float* x = lines;
            for (int left = geometry.OutputWidth; left > 0; left -= PixelsPerSum, x += PixelsPerSum * tile.PixelStep)
            {
                int pixels = Math.Min(left, PixelsPerSum);
                for (int c = 0; c < whole; c += TVector.Lanes) Taps<TVector>(tile, x + c, dy + c, gradient + c, pixels);
                for (int c = whole; c < channels; c++) Taps<Float1>(tile, x + c, dy + c, gradient + c, pixels);
                dy += (nint)pixels * channels;
            }
        }
    }

    // All taps of one vector of channels.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Taps<TVector>(in DepthwiseTile tile, float* x, float* dy, float* gradient, int pixels)
        where TVector : struct, IFloatVector<TVector>
    {
        for (int row = 0; row < tile.KernelHeight;)
        {
            if (tile.KernelWidth == 3 && tile.KernelHeight - row >= 3)
            {
                Taps3x3<TVector>(tile, x + row * tile.RowStep, dy, gradient, pixels);
                gradient += 9 * tile.TapStep;
                row += 3;
                continue;
            }

            for (int column = 0; column < tile.KernelWidth;)
            {
                float* first = x + row * tile.RowStep + column * tile.ColumnStep;
                int taps = tile.KernelWidth - column >= 5 ? 5 : 1;
                if (taps == 5) Taps5<TVector>(tile, first, dy, gradient, pixels);
                else Tap<TVector>(tile, first, dy, gradient, pixels);
                gradient += taps * tile.TapStep;
                column += taps;
            }

            row++;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Taps3x3<TVector>(in DepthwiseTile tile, float* x, float* dy, float* gradient, int pixels)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector sum00 = TVector.Create(0), sum01 = sum00, sum02 = sum00, sum10 = sum00, sum11 = sum00, sum12 = sum00, sum20 = sum00, sum21 = sum00, sum22 = sum00;
        nint step = tile.PixelStep, column = tile.ColumnStep, channels = tile.Channels;
        float* top = x, middle = x + tile.RowStep, bottom = x + 2 * tile.RowStep;
        for (int pixel = pixels; pixel > 0; pixel--, top += step, middle += step, bottom += step, dy += channels)
        {
            var slope = TVector.Load(dy);
            sum00 = TVector.MultiplyAdd(TVector.Load(top), slope, sum00);
            sum01 = TVector.MultiplyAdd(TVector.Load(top + column), slope, sum01);
            sum02 = TVector.MultiplyAdd(TVector.Load(top + 2 * column), slope, sum02);
            sum10 = TVector.MultiplyAdd(TVector.Load(middle), slope, sum10);
            sum11 = TVector.MultiplyAdd(TVector.Load(middle + column), slope, sum11);
            sum12 = TVector.MultiplyAdd(TVector.Load(middle + 2 * column), slope, sum12);
            sum20 = TVector.MultiplyAdd(TVector.Load(bottom), slope, sum20);
            sum21 = TVector.MultiplyAdd(TVector.Load(bottom + column), slope, sum21);
            sum22 = TVector.MultiplyAdd(TVector.Load(bottom + 2 * column), slope, sum22);
        }

        AddTo(gradient, sum00);
        AddTo(gradient + channels, sum01);
        AddTo(gradient + 2 * channels, sum02);
        AddTo(gradient + 3 * channels, sum10);
        AddTo(gradient + 4 * channels, sum11);
        AddTo(gradient + 5 * channels, sum12);
        AddTo(gradient + 6 * channels, sum20);
        AddTo(gradient + 7 * channels, sum21);
        AddTo(gradient + 8 * channels, sum22);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Taps5<TVector>(in DepthwiseTile tile, float* x, float* dy, float* gradient, int pixels)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector sum0 = TVector.Create(0), sum1 = sum0, sum2 = sum0, sum3 = sum0, sum4 = sum0;
        nint step = tile.PixelStep, column = tile.ColumnStep, channels = tile.Channels;
        for (int pixel = pixels; pixel > 0; pixel--, x += step, dy += channels)
        {
            var slope = TVector.Load(dy);
            sum0 = TVector.MultiplyAdd(TVector.Load(x), slope, sum0);
            sum1 = TVector.MultiplyAdd(TVector.Load(x + column), slope, sum1);
            sum2 = TVector.MultiplyAdd(TVector.Load(x + 2 * column), slope, sum2);
            sum3 = TVector.MultiplyAdd(TVector.Load(x + 3 * column), slope, sum3);
            sum4 = TVector.MultiplyAdd(TVector.Load(x + 4 * column), slope, sum4);
        }

        AddTo(gradient, sum0);
        AddTo(gradient + channels, sum1);
        AddTo(gradient + 2 * channels, sum2);
        AddTo(gradient + 3 * channels, sum3);
        AddTo(gradient + 4 * channels, sum4);
    }

    private static void Tap<TVector>(in DepthwiseTile tile, float* x, float* dy, float* gradient, int pixels)
        where TVector : struct, IFloatVector<TVector>
    {
        var sum = TVector.Create(0);
        for (int pixel = pixels; pixel > 0; pixel--, x += tile.PixelStep, dy += tile.Channels) sum = TVector.MultiplyAdd(TVector.Load(x), TVector.Load(dy), sum);
        AddTo(gradient, sum);
    }

    private static void AddTo<TVector>(float* place, TVector value)
        where TVector : struct, IFloatVector<TVector> => TVector.Store(TVector.Add(TVector.Load(place), value), place);
}
