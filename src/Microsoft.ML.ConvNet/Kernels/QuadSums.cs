using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The end of a tile of quads: four neighbouring lanes hold parts of one column's sum.</summary>
internal static unsafe class QuadSums
{
    /// <summary>Adds up a row's twelve columns, four of each vector, and stores (or adds) the lanes of the mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, float* destination, Vector512<float> mask, bool accumulate)
    {
        // Lanes 4 * i + (0, 1, 2): column i of the first, second and third vector.
        var pairs = Avx512F.UnpackLow(v0, v1) + Avx512F.UnpackHigh(v0, v1);
        var others = Avx512F.UnpackLow(v2, v2) + Avx512F.UnpackHigh(v2, v2);
        var sums = Avx512F.Shuffle(pairs, others, 0b01_00_01_00) + Avx512F.Shuffle(pairs, others, 0b11_10_11_10);
        var columns = Avx512F.PermuteVar16x32(sums, Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
        if (accumulate) columns += Avx512F.MaskLoad(destination, mask, Vector512<float>.Zero);
        Avx512F.MaskStore(destination, mask, columns);
    }
}
