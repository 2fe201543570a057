namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The one-dimensional transforms of a Winograd algorithm F(m, 3): m outputs of a 3-tap correlation from m + 2 products. In two dimensions they are applied
/// to columns, then to rows. All work on vectors of channels; strides and steps count floats.
/// </summary>
internal unsafe interface IWinogradTransform
{
    /// <summary>m.</summary>
    static abstract int Outputs { get; }

    /// <summary>B^T: m + 2 values, one from each line, to m + 2 values; <paramref name="count"/> times.</summary>
    /// <param name="lines">Where each of the m + 2 lines starts.</param>
    /// <param name="step">From one vector of a line to the next.</param>
    /// <param name="stride">Between the m + 2 results.</param>
    /// <param name="destinationStep">From one set of results to the next.</param>
    static abstract void Input<TVector>(float** lines, nint step, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>;

    /// <summary>A^T: m + 2 products to m outputs; <paramref name="count"/> times.</summary>
    static abstract void Output<TVector>(float* source, nint sourceStride, nint sourceStep, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>;

    /// <summary>G: 3 filter taps to m + 2 values; <paramref name="count"/> times.</summary>
    static abstract void Filter<TVector>(float* source, nint sourceStride, nint sourceStep, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>;

    /// <summary>A: m output gradients, one from each line, to m + 2 values; <paramref name="count"/> times. For the filter gradient, as <see cref="FilterGradient"/>.</summary>
    static abstract void Gradient<TVector>(float** lines, nint step, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>;

    /// <summary>G^T: m + 2 sums of products to the gradients of 3 filter taps; <paramref name="count"/> times.</summary>
    static abstract void FilterGradient<TVector>(float* source, nint sourceStride, nint sourceStep, float* destination, nint stride, nint destinationStep, int count)
        where TVector : struct, IFloatVector<TVector>;
}
