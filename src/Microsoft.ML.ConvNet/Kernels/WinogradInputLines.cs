namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>B^T: the input's transform, of m + 2 lines; neighbouring tiles overlap by two.</summary>
internal readonly unsafe struct WinogradInputLines<TTransform> : IWinogradLines
    where TTransform : IWinogradTransform
{
    public static int Lines => TTransform.Outputs + 2;

    public static void Transform<TVector>(float** lines, nint step, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector> => TTransform.Input<TVector>(lines, step, destination, stride, destinationStep, count);
}
