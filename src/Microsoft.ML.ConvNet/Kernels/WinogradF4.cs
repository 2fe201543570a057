using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// F(4, 3) on the points 0, +-5/8, +-3/2 and infinity: 36 multiplications for 16 outputs instead of 144. The usual points 0, +-1, +-2 (Lavin and Gray,
/// 2016) cost as many operations but twice the error; these, too, have input and output matrices that are exact in single precision.
/// </summary>
internal readonly unsafe struct WinogradF4 : IWinogradTransform
{
    // The points are a, -a, b, -b beside 0 and infinity.
    private const float A = 5f / 8;
    private const float B = 3f / 2;

    // One over the products of the differences of a (b) and the other points.
    private const float ScaleA = 1 / (2 * A * A * (A * A - B * B)), ScaleB = 1 / (2 * B * B * (B * B - A * A));

    public static int Outputs => 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TVector>(float** lines, nint step, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>
    {
        float* line0 = lines[0], line1 = lines[1], line2 = lines[2], line3 = lines[3], line4 = lines[4], line5 = lines[5];
        TVector a = TVector.Create(A), minusA = TVector.Create(-A), b = TVector.Create(B), minusB = TVector.Create(-B);
        TVector minusAA = TVector.Create(-A * A), minusBB = TVector.Create(-B * B), product = TVector.Create(A * A * B * B), minusSum = TVector.Create(-(A * A + B * B));
        nint offset = 0;
        for (; count > 0; count--, offset += step, destination += destinationStep)
        {
            TVector d0 = TVector.Load(line0 + offset), d1 = TVector.Load(line1 + offset), d2 = TVector.Load(line2 + offset);
            TVector d3 = TVector.Load(line3 + offset), d4 = TVector.Load(line4 + offset), d5 = TVector.Load(line5 + offset);
            TVector oddA = TVector.MultiplyAdd(minusBB, d1, d3), evenA = TVector.MultiplyAdd(minusBB, d2, d4);
            TVector oddB = TVector.MultiplyAdd(minusAA, d1, d3), evenB = TVector.MultiplyAdd(minusAA, d2, d4);
            TVector.Store(TVector.MultiplyAdd(product, d0, TVector.MultiplyAdd(minusSum, d2, d4)), destination);
            TVector.Store(TVector.MultiplyAdd(a, oddA, evenA), destination + stride);
            TVector.Store(TVector.MultiplyAdd(minusA, oddA, evenA), destination + 2 * stride);
            TVector.Store(TVector.MultiplyAdd(b, oddB, evenB), destination + 3 * stride);
            TVector.Store(TVector.MultiplyAdd(minusB, oddB, evenB), destination + 4 * stride);
            TVector.Store(TVector.MultiplyAdd(product, d1, TVector.MultiplyAdd(minusSum, d3, d5)), destination + 5 * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TVector>(float* source, nint sourceStride, nint sourceStep, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector a = TVector.Create(A), b = TVector.Create(B), aa = TVector.Create(A * A), bb = TVector.Create(B * B);
        TVector aaa = TVector.Create(A * A * A), bbb = TVector.Create(B * B * B);
        for (; count > 0; count--, source += sourceStep, destination += destinationStep)
        {
            TVector m1 = TVector.Load(source + sourceStride), m2 = TVector.Load(source + 2 * sourceStride);
            TVector m3 = TVector.Load(source + 3 * sourceStride), m4 = TVector.Load(source + 4 * sourceStride);
            TVector sumA = TVector.Add(m1, m2), differenceA = TVector.Subtract(m1, m2), sumB = TVector.Add(m3, m4), differenceB = TVector.Subtract(m3, m4);
            TVector.Store(TVector.Add(TVector.Add(TVector.Load(source), sumA), sumB), destination);
            TVector.Store(TVector.MultiplyAdd(a, differenceA, TVector.Multiply(b, differenceB)), destination + stride);
            TVector.Store(TVector.MultiplyAdd(aa, sumA, TVector.Multiply(bb, sumB)), destination + 2 * stride);
            TVector.Store(TVector.MultiplyAdd(aaa, differenceA, TVector.MultiplyAdd(bbb, differenceB, TVector.Load(source + 5 * sourceStride))), destination + 3 * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Filter<TVector>(float* source, nint sourceStride, nint sourceStep, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector zero = TVector.Create(1 / (A * A * B * B)), a0 = TVector.Create(ScaleA), a1 = TVector.Create(A * ScaleA), a2 = TVector.Create(A * A * ScaleA);
        TVector b0 = TVector.Create(ScaleB), b1 = TVector.Create(B * ScaleB), b2 = TVector.Create(B * B * ScaleB);
        for (; count > 0; count--, source += sourceStep, destination += destinationStep)
        {
            TVector g0 = TVector.Load(source), g1 = TVector.Load(source + sourceStride), g2 = TVector.Load(source + 2 * sourceStride);
            TVector evenA = TVector.MultiplyAdd(a2, g2, TVector.Multiply(a0, g0)), oddA = TVector.Multiply(a1, g1);
            TVector evenB = TVector.MultiplyAdd(b2, g2, TVector.Multiply(b0, g0)), oddB = TVector.Multiply(b1, g1);
            TVector.Store(TVector.Multiply(zero, g0), destination);
            TVector.Store(TVector.Add(evenA, oddA), destination + stride);
            TVector.Store(TVector.Subtract(evenA, oddA), destination + 2 * stride);
            TVector.Store(TVector.Add(evenB, oddB), destination + 3 * stride);
            TVector.Store(TVector.Subtract(evenB, oddB), destination + 4 * stride);
            TVector.Store(g2, destination + 5 * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient<TVector>(float** lines, nint step, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>
    {
        float* line0 = lines[0], line1 = lines[1], line2 = lines[2], line3 = lines[3];
        TVector a = TVector.Create(A), b = TVector.Create(B), aa = TVector.Create(A * A), bb = TVector.Create(B * B);
        TVector aaa = TVector.Create(A * A * A), bbb = TVector.Create(B * B * B);
        nint offset = 0;
        for (; count > 0; count--, offset += step, destination += destinationStep)
        {
            TVector y0 = TVector.Load(line0 + offset), y1 = TVector.Load(line1 + offset), y2 = TVector.Load(line2 + offset), y3 = TVector.Load(line3 + offset);
            TVector evenA = TVector.MultiplyAdd(aa, y2, y0), oddA = TVector.MultiplyAdd(aaa, y3, TVector.Multiply(a, y1));
            TVector evenB = TVector.MultiplyAdd(bb, y2, y0), oddB = TVector.MultiplyAdd(bbb, y3, TVector.Multiply(b, y1));
            TVector.Store(y0, destination);
            TVector.Store(TVector.Add(evenA, oddA), destination + stride);
            TVector.Store(TVector.Subtract(evenA, oddA), destination + 2 * stride);
            TVector.Store(TVector.Add(evenB, oddB), destination + 3 * stride);
            TVector.Store(TVector.Subtract(evenB, oddB), destination + 4 * stride);
            TVector.Store(y3, destination + 5 * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FilterGradient<TVector>(float* source, nint sourceStride, nint sourceStep, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector zero = TVector.Create(1 / (A * A * B * B)), a0 = TVector.Create(ScaleA), a1 = TVector.Create(A * ScaleA), a2 = TVector.Create(A * A * ScaleA);
        TVector b0 = TVector.Create(ScaleB), b1 = TVector.Create(B * ScaleB), b2 = TVector.Create(B * B * ScaleB);
        for (; count > 0; count--, source += sourceStep, destination += destinationStep)
        {
            TVector u1 = TVector.Load(source + sourceStride), u2 = TVector.Load(source + 2 * sourceStride);
            TVector u3 = TVector.Load(source + 3 * sourceStride), u4 = TVector.Load(source + 4 * sourceStride);
            TVector sumA = TVector.Add(u1, u2), sumB = TVector.Add(u3, u4), differenceA = TVector.Subtract(u1, u2), differenceB = TVector.Subtract(u3, u4);
            TVector.Store(TVector.MultiplyAdd(zero, TVector.Load(source), TVector.MultiplyAdd(a0, sumA, TVector.Multiply(b0, sumB))), destination);
            TVector.Store(TVector.MultiplyAdd(a1, differenceA, TVector.Multiply(b1, differenceB)), destination + stride);
            TVector.Store(TVector.MultiplyAdd(a2, sumA, TVector.MultiplyAdd(b2, sumB, TVector.Load(source + 5 * sourceStride))), destination + 2 * stride);
        }
    }
}
