namespace Microsoft.ML.ConvNet.Execution;

/// <summary>How a convolution's forward pass or gradient is computed. docs/convolution-algorithms.md has errors and speeds.</summary>
internal enum ConvolutionAlgorithm
{
    /// <summary>Implicit matrix product over the kernel's neighbourhood (<see cref="Kernels.Correlation"/>); 1x1 convolutions and dense layers are its plain case.</summary>
    Direct,

    /// <summary>Winograd F(2x2, 3x3).</summary>
    WinogradF2,

    /// <summary>Winograd F(4x4, 3x3).</summary>
    WinogradF4,

    /// <summary>Through the Fourier transform, for large kernels; forward passes only.</summary>
    Fourier,
}
