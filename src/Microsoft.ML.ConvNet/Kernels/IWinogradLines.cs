namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>A one-dimensional transform of the lines of a tile to its m + 2 values: of the input or of the output's gradient.</summary>
internal unsafe interface IWinogradLines
{
    /// <summary>Lines of a tile.</summary>
    static abstract int Lines { get; }

    /// <summary>One value from each line to m + 2 values; <paramref name="count"/> times. Arguments as in <see cref="IWinogradTransform.Input"/>.</summary>
    static abstract void Transform<TVector>(float** lines, nint step, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>;
}
