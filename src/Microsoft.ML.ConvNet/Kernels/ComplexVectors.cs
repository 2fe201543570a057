namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Where the complex vectors of a line lie: real and imaginary parts apart, at one stride in floats.</summary>
internal readonly unsafe struct ComplexVectors(float* real, float* imaginary, nint stride)
{
    public float* Real => real;

    public float* Imaginary => imaginary;

    public nint Stride => stride;

    /// <summary>Real and imaginary parts changed for each other. A Fourier transform between two such lines is the inverse one, but for its factor.</summary>
    public ComplexVectors Swapped => new(imaginary, real, stride);
}
