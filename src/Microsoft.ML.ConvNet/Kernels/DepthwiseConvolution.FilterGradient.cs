namespace Microsoft.ML.ConvNet.Kernels;

// The filter gradient: the sums of some taps stay in registers over all pixels of a block.
internal static unsafe partial class DepthwiseConvolution
{
    private static void FilterGradient<TVector>(CorrelationGeometry geometry, float* lines, float* dy, float* gradient, int rowCount)
        where TVector : struct, IFloatVector<TVector>
    {
        var tile = new DepthwiseTile(geometry);
        int channels = geometry.OutputChannels, c = 0;
        for (; c <= channels - TVector.Lanes; c += TVector.Lanes) Taps<TVector>(tile, lines + c, dy + c, gradient + c, geometry.OutputWidth, rowCount);
        for (; c < channels; c++) Taps<Float1>(tile, lines + c, dy + c, gradient + c, geometry.OutputWidth, rowCount);
    }

    // All taps of one vector of channels.
    private static void Taps<TVector>(in DepthwiseTile tile, float* x, float* dy, float* gradient, int pixels, int lines)
        where TVector : struct, IFloatVector<TVector>
    {
        for (int row = 0; row < tile.KernelHeight;)
        {
            if (tile.KernelWidth == 3 && tile.KernelHeight - row >= 3)
            {
                Taps3x3<TVector>(tile, x + row * tile.RowStep, dy, gradient, pixels, lines);
                gradient += 9 * tile.TapStep;
                row += 3;
                continue;
            }

            for (int column = 0; column < tile.KernelWidth;)
            {
                float* first = x + row * tile.RowStep + column * tile.ColumnStep;
                int taps = tile.KernelWidth - column >= 5 ? 5 : 1;
                if (taps == 5) Taps5<TVector>(tile, first, dy, gradient, pixels, lines);
                else Tap<TVector>(tile, first, dy, gradient, pixels, lines);
                gradient += taps * tile.TapStep;
                column += taps;
            }

            row++;
        }
    }

    private static void Taps3x3<TVector>(in DepthwiseTile tile, float* x, float* dy, float* gradient, int pixels, int lines)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector sum00 = TVector.Create(0), sum01 = sum00, sum02 = sum00, sum10 = sum00, sum11 = sum00, sum12 = sum00, sum20 = sum00, sum21 = sum00, sum22 = sum00;
        nint step = tile.PixelStep, column = tile.ColumnStep, channels = tile.Channels;
        for (int line = 0; line < lines; line++, x += tile.LineStep)
        {
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

    private static void Taps5<TVector>(in DepthwiseTile tile, float* x, float* dy, float* gradient, int pixels, int lines)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector sum0 = TVector.Create(0), sum1 = sum0, sum2 = sum0, sum3 = sum0, sum4 = sum0;
        nint step = tile.PixelStep, column = tile.ColumnStep, channels = tile.Channels;
        for (int line = 0; line < lines; line++, x += tile.LineStep)
        {
            float* tap = x;
            for (int pixel = pixels; pixel > 0; pixel--, tap += step, dy += channels)
            {
                var slope = TVector.Load(dy);
                sum0 = TVector.MultiplyAdd(TVector.Load(tap), slope, sum0);
                sum1 = TVector.MultiplyAdd(TVector.Load(tap + column), slope, sum1);
                sum2 = TVector.MultiplyAdd(TVector.Load(tap + 2 * column), slope, sum2);
                sum3 = TVector.MultiplyAdd(TVector.Load(tap + 3 * column), slope, sum3);
                sum4 = TVector.MultiplyAdd(TVector.Load(tap + 4 * column), slope, sum4);
            }
        }

        AddTo(gradient, sum0);
        AddTo(gradient + channels, sum1);
        AddTo(gradient + 2 * channels, sum2);
        AddTo(gradient + 3 * channels, sum3);
        AddTo(gradient + 4 * channels, sum4);
    }

    private static void Tap<TVector>(in DepthwiseTile tile, float* x, float* dy, float* gradient, int pixels, int lines)
        where TVector : struct, IFloatVector<TVector>
    {
        var sum = TVector.Create(0);
        for (int line = 0; line < lines; line++, x += tile.LineStep)
        {
            float* tap = x;
            for (int pixel = pixels; pixel > 0; pixel--, tap += tile.PixelStep, dy += tile.Channels)
                sum = TVector.MultiplyAdd(TVector.Load(tap), TVector.Load(dy), sum);
        }

        AddTo(gradient, sum);
    }

    private static void AddTo<TVector>(float* place, TVector value)
        where TVector : struct, IFloatVector<TVector> => TVector.Store(TVector.Add(TVector.Load(place), value), place);
}
