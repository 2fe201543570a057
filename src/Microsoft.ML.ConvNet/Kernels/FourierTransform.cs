using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The discrete Fourier transform of a line of complex vectors, X[k] = sum over j of x[j] exp(-2 pi i j k / size), for sizes of 16, 32 and 64: Stockham's
/// ordering (each pass from one memory to another, results in order), passes of four values and, where the size asks for it, one of two.
/// </summary>
internal sealed unsafe class FourierTransform
{
    // exp(-2 pi i j / size): all cosines, then all sines.
    private readonly float[] _roots;

    /// <param name="size">Complex values of a line: 16, 32 or 64.</param>
    public FourierTransform(int size)
    {
        Size = size;
        _roots = new float[2 * size];
        for (int i = 0; i < size; i++)
        {
            var (sine, cosine) = Math.SinCos(-2 * Math.PI * i / size);
            (_roots[i], _roots[size + i]) = ((float)cosine, (float)sine);
        }
    }

    public int Size { get; }

    /// <summary>Vectors of scratch memory that <see cref="Run"/> needs.</summary>
    public int ScratchVectors => 4 * Size;

    /// <summary>One line; source and destination may be the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TVector>(in ComplexVectors source, in ComplexVectors destination, float* scratch)
        where TVector : struct, IFloatVector<TVector>
    {
        int lanes = TVector.Lanes, line = 2 * Size * lanes;
        var from = source;
        for (int pass = 0, length = Size; length > 1; pass++)
        {
            int radix = length == 2 ? 2 : 4;
            float* memory = scratch + pass % 2 * line;
            var to = length == radix ? destination : new ComplexVectors(memory, memory + lanes, 2 * lanes);
            if (radix == 4) PassOfFour<TVector>(from, to, length);
            else PassOfTwo<TVector>(from, to);
            length /= radix;
            from = to;
        }
    }

    // Size / length transforms of that length, interleaved, to four times as many of a quarter of the length.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PassOfFour<TVector>(in ComplexVectors source, in ComplexVectors destination, int length)
        where TVector : struct, IFloatVector<TVector>
    {
        int count = Size / length, quarter = length / 4;
        nint stride = source.Stride, part = Size / 4 * stride, step = destination.Stride, next = count * step;
        float* real = source.Real, imaginary = source.Imaginary, toReal = destination.Real, toImaginary = destination.Imaginary;
        for (int i = 0; i < quarter; i++, toReal += 3 * next, toImaginary += 3 * next)
        {
            var (c1, s1) = Root<TVector>(i * count);
            var (c2, s2) = Root<TVector>(2 * i * count);
            var (c3, s3) = Root<TVector>(3 * i * count);
            for (int j = 0; j < count; j++, real += stride, imaginary += stride, toReal += step, toImaginary += step)
            {
                TVector ar = TVector.Load(real), ai = TVector.Load(imaginary), cr = TVector.Load(real + 2 * part), ci = TVector.Load(imaginary + 2 * part);
                TVector evenSumR = TVector.Add(ar, cr), evenSumI = TVector.Add(ai, ci), evenR = TVector.Subtract(ar, cr), evenI = TVector.Subtract(ai, ci);
                TVector br = TVector.Load(real + part), bi = TVector.Load(imaginary + part), dr = TVector.Load(real + 3 * part), di = TVector.Load(imaginary + 3 * part);
                TVector oddSumR = TVector.Add(br, dr), oddSumI = TVector.Add(bi, di), oddR = TVector.Subtract(br, dr), oddI = TVector.Subtract(bi, di);
                TVector.Store(TVector.Add(evenSumR, oddSumR), toReal);
                TVector.Store(TVector.Add(evenSumI, oddSumI), toImaginary);
                TVector x1 = TVector.Add(evenR, oddI), y1 = TVector.Subtract(evenI, oddR);
                TVector x2 = TVector.Subtract(evenSumR, oddSumR), y2 = TVector.Subtract(evenSumI, oddSumI);
                TVector x3 = TVector.Subtract(evenR, oddI), y3 = TVector.Add(evenI, oddR);
                if (i == 0)
                {
                    Store(x1, y1, toReal + next, toImaginary + next);
                    Store(x2, y2, toReal + 2 * next, toImaginary + 2 * next);
                    Store(x3, y3, toReal + 3 * next, toImaginary + 3 * next);
                    continue;
                }

                StoreProduct(x1, y1, c1, s1, toReal + next, toImaginary + next);
                StoreProduct(x2, y2, c2, s2, toReal + 2 * next, toImaginary + 2 * next);
                StoreProduct(x3, y3, c3, s3, toReal + 3 * next, toImaginary + 3 * next);
            }
        }
    }

    // The last pass where the size is no power of four: transforms of two values, without a root.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PassOfTwo<TVector>(in ComplexVectors source, in ComplexVectors destination)
        where TVector : struct, IFloatVector<TVector>
    {
        int half = Size / 2;
        for (int i = 0; i < half; i++)
        {
            float* real = source.Real + i * source.Stride, imaginary = source.Imaginary + i * source.Stride;
            float* toReal = destination.Real + i * destination.Stride, toImaginary = destination.Imaginary + i * destination.Stride;
            TVector ar = TVector.Load(real), ai = TVector.Load(imaginary);
            TVector br = TVector.Load(real + half * source.Stride), bi = TVector.Load(imaginary + half * source.Stride);
            Store(TVector.Add(ar, br), TVector.Add(ai, bi), toReal, toImaginary);
            Store(TVector.Subtract(ar, br), TVector.Subtract(ai, bi), toReal + half * destination.Stride, toImaginary + half * destination.Stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (TVector Cosine, TVector Sine) Root<TVector>(int power)
        where TVector : struct, IFloatVector<TVector> => (TVector.Create(_roots[power]), TVector.Create(_roots[Size + power]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVector>(TVector real, TVector imaginary, float* toReal, float* toImaginary)
        where TVector : struct, IFloatVector<TVector>
    {
        TVector.Store(real, toReal);
        TVector.Store(imaginary, toImaginary);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreProduct<TVector>(TVector real, TVector imaginary, TVector cosine, TVector sine, float* toReal, float* toImaginary)
        where TVector : struct, IFloatVector<TVector>
    {
        Store(
            TVector.Subtract(TVector.Multiply(real, cosine), TVector.Multiply(imaginary, sine)), TVector.MultiplyAdd(real, sine, TVector.Multiply(imaginary, cosine)),
            toReal, toImaginary);
    }
}
