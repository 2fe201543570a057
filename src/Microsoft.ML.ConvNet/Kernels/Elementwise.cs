using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Elementwise arithmetic on whole buffers.</summary>
internal static unsafe class Elementwise
{
    /// <summary>result[i] = left[i] + right[i]; the result may be either operand.</summary>
    public static void Add(KernelSet set, float* left, float* right, float* result, long count)
    {
        long done = set.Lanes switch
        {
            16 => Add<Float16>(left, right, result, 0, count),
            8 => Add<Float8>(left, right, result, 0, count),
            4 => Add<Float4>(left, right, result, 0, count),
            _ => 0,
        };
        Add<Float1>(left, right, result, done, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Add<TVector>(float* left, float* right, float* result, long start, long end)
        where TVector : struct, IFloatVector<TVector>
    {
        long i = start;
        for (; i <= end - TVector.Lanes; i += TVector.Lanes) TVector.Store(TVector.Add(TVector.Load(left + i), TVector.Load(right + i)), result + i);
        return i;
    }
}
