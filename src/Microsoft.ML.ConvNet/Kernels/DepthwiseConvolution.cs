namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Depthwise convolution (one filter a channel) on H, W, C activations, one image at a time; filters are [kernel row][kernel column][channel], so that
/// channels are lanes everywhere.
/// </summary>
internal static unsafe partial class DepthwiseConvolution
{
    /// <summary>y[o][c] = sum over taps of x[..][c] * filters[tap][c].</summary>
    public static void Forward(KernelSet set, ImageShape input, SlidingWindow window, float* x, float* filters, float* y)
    {
        if (set.Lanes == 16) Forward<Float16>(input, window, x, filters, y);
        else if (set.Lanes == 8) Forward<Float8>(input, window, x, filters, y);
        else Forward<Float1>(input, window, x, filters, y);
    }

    /// <summary>Overwrites dx.</summary>
    public static void DataGradient(KernelSet set, ImageShape input, SlidingWindow window, float* dy, float* filters, float* dx)
    {
        new Span<float>(dx, input.Size).Clear();
        if (set.Lanes == 16) DataGradient<Float16>(input, window, dy, filters, dx);
        else if (set.Lanes == 8) DataGradient<Float8>(input, window, dy, filters, dx);
        else DataGradient<Float1>(input, window, dy, filters, dx);
    }

    /// <summary>Adds one image's gradient to that of the filters.</summary>
    public static void FilterGradient(KernelSet set, ImageShape input, SlidingWindow window, float* x, float* dy, float* gradient)
    {
        if (set.Lanes == 16) FilterGradient<Float16>(input, window, x, dy, gradient);
        else if (set.Lanes == 8) FilterGradient<Float8>(input, window, x, dy, gradient);
        else FilterGradient<Float1>(input, window, x, dy, gradient);
    }

    /// <summary>(C, 1, H, W) to [row][column][channel].</summary>
    public static void Pack(ReadOnlySpan<float> filters, int channels, Span<float> packed)
    {
        int area = filters.Length / channels;
        for (int channel = 0; channel < channels; channel++)
            for (int tap = 0; tap < area; tap++) packed[tap * channels + channel] = filters[channel * area + tap];
    }

    /// <summary>Inverse of <see cref="Pack"/>.</summary>
    public static void Unpack(ReadOnlySpan<float> packed, int channels, Span<float> filters)
    {
        int area = filters.Length / channels;
        for (int channel = 0; channel < channels; channel++)
            for (int tap = 0; tap < area; tap++) filters[channel * area + tap] = packed[tap * channels + channel];
    }

    private static void Forward<TVector>(ImageShape input, SlidingWindow window, float* x, float* filters, float* y)
        where TVector : struct, IFloatVector<TVector>
    {
        for (var at = new WindowCursor(input, window); at.IsValid; at.MoveNext(), y += input.Channels)
        {
            int c = ForwardPixel<TVector>(at, x, filters, y, 0);
            if (c < input.Channels) ForwardPixel<Float1>(at, x, filters, y, c);
        }
    }

    private static int ForwardPixel<TVector>(in WindowCursor at, float* x, float* filters, float* y, int start)
        where TVector : struct, IFloatVector<TVector>
    {
        int c = start, channels = at.Channels;
        for (; c <= channels - TVector.Lanes; c += TVector.Lanes)
        {
            var sum = TVector.Create(0);
            for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
            {
                float* pixel = x + at.Offset(row, at.FirstColumn) + c;
                float* filter = filters + (nint)at.Tap(row, at.FirstColumn) * channels + c;
                for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep, pixel += at.ColumnStep * channels, filter += channels)
                    sum = TVector.MultiplyAdd(TVector.Load(pixel), TVector.Load(filter), sum);
            }

            TVector.Store(sum, y + c);
        }

        return c;
    }

    private static void DataGradient<TVector>(ImageShape input, SlidingWindow window, float* dy, float* filters, float* dx)
        where TVector : struct, IFloatVector<TVector>
    {
        for (var at = new WindowCursor(input, window); at.IsValid; at.MoveNext(), dy += input.Channels)
        {
            int c = Scatter<TVector>(at, dx, filters, dy, 0);
            if (c < input.Channels) Scatter<Float1>(at, dx, filters, dy, c);
        }
    }

    // image[..][c] += taps[tap][c] * pixel[c]
    private static int Scatter<TVector>(in WindowCursor at, float* image, float* taps, float* pixel, int start)
        where TVector : struct, IFloatVector<TVector>
    {
        int c = start, channels = at.Channels;
        for (; c <= channels - TVector.Lanes; c += TVector.Lanes)
        {
            var value = TVector.Load(pixel + c);
            for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
            {
                float* target = image + at.Offset(row, at.FirstColumn) + c;
                float* tap = taps + (nint)at.Tap(row, at.FirstColumn) * channels + c;
                for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep, target += at.ColumnStep * channels, tap += channels)
                    TVector.Store(TVector.MultiplyAdd(TVector.Load(tap), value, TVector.Load(target)), target);
            }
        }

        return c;
    }

    private static void FilterGradient<TVector>(ImageShape input, SlidingWindow window, float* x, float* dy, float* gradient)
        where TVector : struct, IFloatVector<TVector>
    {
        for (var at = new WindowCursor(input, window); at.IsValid; at.MoveNext(), dy += input.Channels)
        {
            int c = Gather<TVector>(at, x, dy, gradient, 0);
            if (c < input.Channels) Gather<Float1>(at, x, dy, gradient, c);
        }
    }

    // gradient[tap][c] += image[..][c] * pixel[c]
    private static int Gather<TVector>(in WindowCursor at, float* image, float* pixel, float* gradient, int start)
        where TVector : struct, IFloatVector<TVector>
    {
        int c = start, channels = at.Channels;
        for (; c <= channels - TVector.Lanes; c += TVector.Lanes)
        {
            var value = TVector.Load(pixel + c);
            for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
            {
                float* source = image + at.Offset(row, at.FirstColumn) + c;
                float* tap = gradient + (nint)at.Tap(row, at.FirstColumn) * channels + c;
                for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep, source += at.ColumnStep * channels, tap += channels)
                    TVector.Store(TVector.MultiplyAdd(TVector.Load(source), value, TVector.Load(tap)), tap);
            }
        }

        return c;
    }
}
