namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>A: the transform of the output's gradient, of m lines.</summary>
internal readonly unsafe struct WinogradGradientLines<TTransform> : IWinogradLines
    where TTransform : IWinogradTransform
{
    public static int Lines => TTransform.Outputs;

    public static void Transform<TVector>(float** lines, nint step, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector> => TTransform.Gradient<TVector>(lines, step, destination, stride, destinationStep, count);
}
