namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Max and average pooling on H, W, C activations, one image at a time. Padding never wins a maximum; whether an average counts it, the geometry says.
/// A maximum's gradient goes to the window's first largest value.
/// </summary>
internal static unsafe partial class Pooling
{
    public static void MaxForward(KernelSet set, PoolingGeometry geometry, int channels, float* x, float* y)
    {
        if (set.Lanes == 16) MaxForward<Float16>(geometry, channels, x, y);
        else if (set.Lanes == 8) MaxForward<Float8>(geometry, channels, x, y);
        else if (set.Lanes == 4) MaxForward<Float4>(geometry, channels, x, y);
        else MaxForward<Float1>(geometry, channels, x, y);
    }

    /// <summary>Overwrites dx.</summary>
    public static void MaxBackward(KernelSet set, PoolingGeometry geometry, int channels, float* x, float* y, float* dy, float* dx)
    {
        new Span<float>(dx, geometry.InputPixels * channels).Clear();
        if (set.Lanes == 16) MaxBackward<Float16>(geometry, channels, x, y, dy, dx);
        else if (set.Lanes == 8) MaxBackward<Float8>(geometry, channels, x, y, dy, dx);
        else if (set.Lanes == 4) MaxBackward<Float4>(geometry, channels, x, y, dy, dx);
        else MaxBackward<Float1>(geometry, channels, x, y, dy, dx);
    }

    public static void AverageForward(KernelSet set, PoolingGeometry geometry, int channels, float* x, float* y)
    {
        if (set.Lanes == 16) AverageForward<Float16>(geometry, channels, x, y);
        else if (set.Lanes == 8) AverageForward<Float8>(geometry, channels, x, y);
        else if (set.Lanes == 4) AverageForward<Float4>(geometry, channels, x, y);
        else AverageForward<Float1>(geometry, channels, x, y);
    }

    /// <summary>Overwrites dx.</summary>
    public static void AverageBackward(KernelSet set, PoolingGeometry geometry, int channels, float* dy, float* dx)
    {
        new Span<float>(dx, geometry.InputPixels * channels).Clear();
        if (set.Lanes == 16) AverageBackward<Float16>(geometry, channels, dy, dx);
        else if (set.Lanes == 8) AverageBackward<Float8>(geometry, channels, dy, dx);
        else if (set.Lanes == 4) AverageBackward<Float4>(geometry, channels, dy, dx);
        else AverageBackward<Float1>(geometry, channels, dy, dx);
    }

    private static void MaxForward<TVector>(PoolingGeometry geometry, int channels, float* x, float* y)
        where TVector : struct, IFloatVector<TVector>
    {
        for (var at = new WindowCursor(geometry, channels); at.IsValid; at.MoveNext(), y += channels)
        {
            int c = MaxWindow<TVector>(at, x, y, 0);
            if (c < channels) MaxWindow<Float1>(at, x, y, c);
        }
    }

    private static int MaxWindow<TVector>(in WindowCursor at, float* x, float* y, int start)
        where TVector : struct, IFloatVector<TVector>
    {
        int c = start;
        for (; c <= at.Channels - TVector.Lanes; c += TVector.Lanes)
        {
            var best = TVector.Create(float.NegativeInfinity);
            for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
                for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep)
                    best = TVector.Max(best, TVector.Load(x + at.Offset(row, column) + c));
            TVector.Store(best, y + c);
        }

        return c;
    }

    private static void MaxBackward<TVector>(PoolingGeometry geometry, int channels, float* x, float* y, float* dy, float* dx)
        where TVector : struct, IFloatVector<TVector>
    {
        for (var at = new WindowCursor(geometry, channels); at.IsValid; at.MoveNext(), y += channels, dy += channels)
        {
            int c = MaxWindowBackward<TVector>(at, x, y, dy, dx, 0);
            if (c < channels) MaxWindowBackward<Float1>(at, x, y, dy, dx, c);
        }
    }

    private static int MaxWindowBackward<TVector>(in WindowCursor at, float* x, float* y, float* dy, float* dx, int start)
        where TVector : struct, IFloatVector<TVector>
    {
        var zero = TVector.Create(0);
        int c = start;
        for (; c <= at.Channels - TVector.Lanes; c += TVector.Lanes)
        {
            var best = TVector.Load(y + c);
            var remaining = TVector.Load(dy + c);
            for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
            {
                for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep)
                {
                    nint offset = at.Offset(row, column) + c;
                    var value = TVector.Load(x + offset);
                    var taken = TVector.SelectEqual(value, best, remaining, zero);
                    remaining = TVector.SelectEqual(value, best, zero, remaining);
                    TVector.Store(TVector.Add(TVector.Load(dx + offset), taken), dx + offset);
                }
            }
        }

        return c;
    }

    private static void AverageForward<TVector>(PoolingGeometry geometry, int channels, float* x, float* y)
        where TVector : struct, IFloatVector<TVector>
    {
        for (var at = new WindowCursor(geometry, channels); at.IsValid; at.MoveNext(), y += channels)
        {
            int c = AverageWindow<TVector>(at, x, y, 0);
            if (c < channels) AverageWindow<Float1>(at, x, y, c);
        }
    }

    private static int AverageWindow<TVector>(in WindowCursor at, float* x, float* y, int start)
        where TVector : struct, IFloatVector<TVector>
    {
        var share = TVector.Create(at.Share);
        int c = start;
        for (; c <= at.Channels - TVector.Lanes; c += TVector.Lanes)
        {
            var sum = TVector.Create(0);
            for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
                for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep)
                    sum = TVector.Add(sum, TVector.Load(x + at.Offset(row, column) + c));
            TVector.Store(TVector.Multiply(sum, share), y + c);
        }

        return c;
    }

    private static void AverageBackward<TVector>(PoolingGeometry geometry, int channels, float* dy, float* dx)
        where TVector : struct, IFloatVector<TVector>
    {
        for (var at = new WindowCursor(geometry, channels); at.IsValid; at.MoveNext(), dy += channels)
        {
            int c = AverageWindowBackward<TVector>(at, dy, dx, 0);
            if (c < channels) AverageWindowBackward<Float1>(at, dy, dx, c);
        }
    }

    private static int AverageWindowBackward<TVector>(in WindowCursor at, float* dy, float* dx, int start)
        where TVector : struct, IFloatVector<TVector>
    {
        var share = TVector.Create(at.Share);
        int c = start;
        for (; c <= at.Channels - TVector.Lanes; c += TVector.Lanes)
        {
            var part = TVector.Multiply(TVector.Load(dy + c), share);
            for (int row = at.FirstRow; row < at.EndRow; row += at.RowStep)
            {
                for (int column = at.FirstColumn; column < at.EndColumn; column += at.ColumnStep)
                {
                    nint offset = at.Offset(row, column) + c;
                    TVector.Store(TVector.Add(TVector.Load(dx + offset), part), dx + offset);
                }
            }
        }

        return c;
    }
}
