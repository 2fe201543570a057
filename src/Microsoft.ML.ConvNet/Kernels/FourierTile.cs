using System.Runtime.CompilerServices;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>A square tile of vectors, some lines and columns of which lie in memory; the others are zero.</summary>
/// <param name="origin">Where the tile's first vector is, or would be.</param>
/// <param name="lineStride">Floats from one line to the next.</param>
/// <param name="columnStride">Floats from one column to the next.</param>
internal readonly unsafe struct FourierTile(float* origin, nint lineStride, nint columnStride, int firstLine, int endLine, int firstColumn, int endColumn)
{
    /// <summary>Whether a line may have values other than zero.</summary>
    public bool HasLine(int line) => line >= firstLine && line < endLine && endColumn > firstColumn;

    /// <summary>The vectors of a line to memory at another stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load<TVector>(int line, int size, float* destination, nint stride)
        where TVector : struct, IFloatVector<TVector>
    {
        int first = firstColumn, end = HasLine(line) ? endColumn : first;
        TVector zero = TVector.Create(0);
        for (int column = 0; column < first; column++, destination += stride) TVector.Store(zero, destination);
        float* source = origin + line * lineStride + first * columnStride;
        for (int column = first; column < end; column++, source += columnStride, destination += stride) TVector.Store(TVector.Load(source), destination);
        for (int column = end; column < size; column++, destination += stride) TVector.Store(zero, destination);
    }
}
