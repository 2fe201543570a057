namespace Microsoft.ML.ConvNet;

/// <summary>The part of the network's input that one value of an activation depends on, along one axis, in pixels.</summary>
/// <param name="Size">Pixels that one value sees, padding included.</param>
/// <param name="Stride">Pixels from the field of one value to that of its neighbour.</param>
/// <param name="Offset">First pixel that the first value sees; negative when it lies in the padding.</param>
public readonly record struct ReceptiveFieldAxis(long Size, long Stride, long Offset)
{
    internal ReceptiveFieldAxis Through(int kernel, int stride, int dilation, int paddingBefore) => new(
        Saturate(Size + (Int128)(kernel - 1) * dilation * Stride), Saturate((Int128)Stride * stride), Saturate(Offset - (Int128)paddingBefore * Stride));

    internal static ReceptiveFieldAxis Union(ReceptiveFieldAxis left, ReceptiveFieldAxis right)
    {
        long offset = Math.Min(left.Offset, right.Offset);
        Int128 end = Int128.Max((Int128)left.Offset + left.Size, (Int128)right.Offset + right.Size);
        return new(Saturate(end - offset), Math.Max(left.Stride, right.Stride), offset);
    }

    private static long Saturate(Int128 value) => (long)Int128.Clamp(value, long.MinValue, long.MaxValue);
}
