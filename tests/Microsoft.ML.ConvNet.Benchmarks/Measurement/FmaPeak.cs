using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>
/// The processor's single-precision fused multiply-add rate from registers alone, measured in the same run as what is compared with it: clocks drift.
/// </summary>
internal static class FmaPeak
{
    private const int Accumulators = 12;
    private const long LoopCount = 100_000;

    /// <summary>Operations a second (two a multiply-add) of all threads together.</summary>
    /// <param name="set">The instruction set.</param>
    /// <exception cref="NotSupportedException">The set has no vectors.</exception>
    public static double Measure(KernelSet set, int threads, double seconds)
    {
        var rates = new double[threads];
        using var start = new Barrier(threads);
        var others = new Thread[threads - 1];
        for (int i = 0; i < others.Length; i++)
        {
            int number = i + 1;
            others[i] = new Thread(() => rates[number] = MeasureOne(set.Lanes, seconds, start));
            others[i].Start();
        }

        rates[0] = MeasureOne(set.Lanes, seconds, start);
        foreach (var thread in others) thread.Join();
        return rates.Sum();
    }

    private static double MeasureOne(int lanes, double seconds, Barrier start)
    {
        Run(lanes);
        start.SignalAndWait();
        long begin = Stopwatch.GetTimestamp(), loops = 0;
        double elapsed;
        do
        {
            Run(lanes);
            loops += LoopCount;
            elapsed = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        while (elapsed < seconds);
        return 2.0 * lanes * Accumulators * loops / elapsed;
    }

    private static void Run(int lanes)
    {
        float sum = lanes switch
        {
            16 => Run512(LoopCount),
            8 => Run256(LoopCount),
            4 => Run128(LoopCount),
            _ => throw new NotSupportedException($"There is no peak for vectors of {lanes} floats."),
        };
        if (!float.IsFinite(sum)) throw new InvalidOperationException("The multiply-add loop left the range of finite numbers.");
    }

    // Twelve independent chains hide the latency of four cycles on two ports; as named locals they stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512(long loops)
    {
        Vector512<float> a = Vector512.Create(0.999999f), b = Vector512.Create(1e-7f);
        Vector512<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (long i = 0; i < loops; i++)
        {
            c0 = Vector512.FusedMultiplyAdd(c0, a, b);
            c1 = Vector512.FusedMultiplyAdd(c1, a, b);
            c2 = Vector512.FusedMultiplyAdd(c2, a, b);
            c3 = Vector512.FusedMultiplyAdd(c3, a, b);
            c4 = Vector512.FusedMultiplyAdd(c4, a, b);
            c5 = Vector512.FusedMultiplyAdd(c5, a, b);
            c6 = Vector512.FusedMultiplyAdd(c6, a, b);
            c7 = Vector512.FusedMultiplyAdd(c7, a, b);
            c8 = Vector512.FusedMultiplyAdd(c8, a, b);
            c9 = Vector512.FusedMultiplyAdd(c9, a, b);
            c10 = Vector512.FusedMultiplyAdd(c10, a, b);
            c11 = Vector512.FusedMultiplyAdd(c11, a, b);
        }

        return Vector512.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256(long loops)
    {
        Vector256<float> a = Vector256.Create(0.999999f), b = Vector256.Create(1e-7f);
        Vector256<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (long i = 0; i < loops; i++)
        {
            c0 = Vector256.FusedMultiplyAdd(c0, a, b);
            c1 = Vector256.FusedMultiplyAdd(c1, a, b);
            c2 = Vector256.FusedMultiplyAdd(c2, a, b);
            c3 = Vector256.FusedMultiplyAdd(c3, a, b);
            c4 = Vector256.FusedMultiplyAdd(c4, a, b);
            c5 = Vector256.FusedMultiplyAdd(c5, a, b);
            c6 = Vector256.FusedMultiplyAdd(c6, a, b);
            c7 = Vector256.FusedMultiplyAdd(c7, a, b);
            c8 = Vector256.FusedMultiplyAdd(c8, a, b);
            c9 = Vector256.FusedMultiplyAdd(c9, a, b);
            c10 = Vector256.FusedMultiplyAdd(c10, a, b);
            c11 = Vector256.FusedMultiplyAdd(c11, a, b);
        }

        return Vector256.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run128(long loops)
    {
        Vector128<float> a = Vector128.Create(0.999999f), b = Vector128.Create(1e-7f);
        Vector128<float> c0 = a, c1 = a, c2 = a, c3 = a, c4 = a, c5 = a, c6 = a, c7 = a, c8 = a, c9 = a, c10 = a, c11 = a;
        for (long i = 0; i < loops; i++)
        {
            c0 = Vector128.MultiplyAddEstimate(c0, a, b);
            c1 = Vector128.MultiplyAddEstimate(c1, a, b);
            c2 = Vector128.MultiplyAddEstimate(c2, a, b);
            c3 = Vector128.MultiplyAddEstimate(c3, a, b);
            c4 = Vector128.MultiplyAddEstimate(c4, a, b);
            c5 = Vector128.MultiplyAddEstimate(c5, a, b);
            c6 = Vector128.MultiplyAddEstimate(c6, a, b);
            c7 = Vector128.MultiplyAddEstimate(c7, a, b);
            c8 = Vector128.MultiplyAddEstimate(c8, a, b);
            c9 = Vector128.MultiplyAddEstimate(c9, a, b);
            c10 = Vector128.MultiplyAddEstimate(c10, a, b);
            c11 = Vector128.MultiplyAddEstimate(c11, a, b);
        }

        return Vector128.Sum(c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11);
    }
}
