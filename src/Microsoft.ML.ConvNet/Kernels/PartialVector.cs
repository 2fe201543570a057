using System.Runtime.Intrinsics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>The first 1 to 3 floats of a 128-bit vector, for processors without masked loads and stores.</summary>
internal static unsafe class PartialVector
{
    /// <summary>Loads the first <paramref name="count"/> floats; the others are zero.</summary>
    public static Vector128<float> Load(float* source, int count) =>
        Vector128.Create(source[0], count > 1 ? source[1] : 0, count > 2 ? source[2] : 0, 0);

    /// <summary>Stores the first <paramref name="count"/> floats and leaves the memory behind them alone.</summary>
    public static void Store(Vector128<float> value, float* destination, int count)
    {
        destination[0] = value[0];
        if (count > 1) destination[1] = value[1];
        if (count > 2) destination[2] = value[2];
    }
}
