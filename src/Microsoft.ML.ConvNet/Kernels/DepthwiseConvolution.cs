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
        else if (set.Lanes == 4) Forward<Float4>(input, window, x, filters, y);
        else Forward<Float1>(input, window, x, filters, y);
    }

    /// <summary>Overwrites dx.</summary>
    public static void DataGradient(KernelSet set, ImageShape input, SlidingWindow window, float* dy, float* filters, float* dx)
    {
        new Span<float>(dx, input.Size).Clear();
        if (set.Lanes == 16) DataGradient<Float16>(input, window, dy, filters, dx);
        else if (set.Lanes == 8) DataGradient<Float8>(input, window, dy, filters, dx);
        else if (set.Lanes == 4) DataGradient<Float4>(input, window, dy, filters, dx);
        else DataGradient<Float1>(input, window, dy, filters, dx);
    }

    /// <summary>Adds one image's gradient to that of the filters.</summary>
    public static void FilterGradient(KernelSet set, ImageShape input, SlidingWindow window, float* x, float* dy, float* gradient)
    {
        if (set.Lanes == 16) FilterGradient<Float16>(input, window, x, dy, gradient);
        else if (set.Lanes == 8) FilterGradient<Float8>(input, window, x, dy, gradient);
        else if (set.Lanes == 4) FilterGradient<Float4>(input, window, x, dy, gradient);
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
            int c = AddProducts<TVector>(at, filters, dy, dx, intoImage: true, 0);
            if (c < input.Channels) AddProducts<Float1>(at, filters, dy, dx, intoImage: true, c);
        }
    }

    private static void FilterGradient<TVector>(ImageShape input, SlidingWindow window, float* x, float* dy, float* gradient)
        where TVector : struct, IFloatVector<TVector>
    {
        for (var at = new WindowCursor(input, window); at.IsValid; at.MoveNext(), dy += input.Channels)
        {
            int c = AddProducts<TVector>(at, x, dy, gradient, intoImage: false, 0);
            if (c < input.Channels) AddProducts<Float1>(at, x, dy, gradient, intoImage: false, c);
        }
    }

    // Over the window: image[..][c] += taps[tap][c] * pixel[c], or taps[tap][c] += image[..][c] * pixel[c].
    private static int AddProducts<TVector>(in WindowCursor at, float* source, float* pixel, float* target, bool intoImage, int start)
        where TVector : struct, IFloatVector<TVector>
    {
        int c = start, channels = at.Channels;
        for (; c <= channels - TVector.Lanes; c += TVector.Lanes)
        {
            var value = TVector.Load(pixel + c);
            for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
            {
                nint image = at.Offset(row, at.FirstColumn) + c, tap = (nint)at.Tap(row, at.FirstColumn) * channels + c;
                var (from, to) = intoImage ? (tap, image) : (image, tap);
                nint fromStep = intoImage ? channels : at.ColumnStep * channels, toStep = intoImage ? at.ColumnStep * channels : channels;
                for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep, from += fromStep, to += toStep)
                    TVector.Store(TVector.MultiplyAdd(TVector.Load(source + from), value, TVector.Load(target + to)), target + to);
            }
        }

        return c;
    }
}
