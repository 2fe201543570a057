using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Convolution through the discrete Fourier transform by its definition, tile by tile, in any precision: the scalar twin of <see cref="FourierCorrelation"/>.
/// </summary>
internal static class Fourier
{
    /// <summary>Smaller kernels leave the transforms more to do than they save.</summary>
    private const int SmallestKernel = 5;

    /// <summary>Lines and columns of the transforms there are.</summary>
    public static int[] Sizes { get; } = [16, 32, 64];

    /// <summary>
    /// Whether a correlation is of the kind that the algorithm computes: a forward pass with a large kernel, stride 1, undilated, in one group, over an image that
    /// has a border of zeros.
    /// </summary>
    public static bool Fits(CorrelationGeometry geometry) =>
        !geometry.IsTransposed
        && geometry.Window is { StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 }
        && Side(geometry.Window) >= SmallestKernel && Outputs(geometry.Window, Sizes[^1]) > 1
        && geometry.Source.Groups == 1 && (geometry.Source.Border == PaddingMode.Zeros || geometry.Source.IsBorderless);

    /// <summary>Output lines and columns of a tile.</summary>
    public static int Outputs(SlidingWindow window, int size) => size - Side(window) + 1;

    /// <summary>Frequencies of a real tile that are computed: all lines of the columns 0 to size / 2.</summary>
    public static int Frequencies(int size) => size * (size / 2 + 1);

    /// <summary>y = the correlation of x with the filters, stride 1: images in N, H, W, C order, filters in PyTorch's order (O, I, H, W).</summary>
    public static void ForwardReference<T>(
        ImageShape input, SlidingWindow window, int outputChannels, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> filters, Span<T> y, int size)
        where T : IFloatingPointIeee754<T>
    {
        int height = window.OutputHeight(input.Height), width = window.OutputWidth(input.Width), outputs = Outputs(window, size);
        var (kernelHeight, kernelWidth) = (window.KernelHeight, window.KernelWidth);
        var spectra = new (T[,] Real, T[,] Imaginary)[outputChannels, input.Channels];
        for (int o = 0; o < outputChannels; o++)
        {
            for (int c = 0; c < input.Channels; c++)
            {
                var filter = new T[size, size];
                for (int i = 0; i < kernelHeight; i++)
                    for (int j = 0; j < kernelWidth; j++) filter[i, j] = filters[((o * input.Channels + c) * kernelHeight + i) * kernelWidth + j];
                spectra[o, c] = Transform(filter, new T[size, size], T.One);
            }
        }

        for (int image = 0; image < batch; image++)
        for (int top = 0; top < height; top += outputs)
        for (int left = 0; left < width; left += outputs)
        {
            var sums = new (T[,] Real, T[,] Imaginary)[outputChannels];
            for (int o = 0; o < outputChannels; o++) sums[o] = (new T[size, size], new T[size, size]);
            for (int c = 0; c < input.Channels; c++)
            {
                var tile = new T[size, size];
                for (int i = 0; i < size; i++)
                {
                    for (int j = 0; j < size; j++)
                    {
                        int line = top + i - window.PaddingTop, column = left + j - window.PaddingLeft;
                        bool isInside = line >= 0 && line < input.Height && column >= 0 && column < input.Width;
                        tile[i, j] = isInside ? x[((image * input.Height + line) * input.Width + column) * input.Channels + c] : T.Zero;
                    }
                }

                var spectrum = Transform(tile, new T[size, size], T.One);
                for (int o = 0; o < outputChannels; o++) AddConjugateProduct(spectrum, spectra[o, c], sums[o]);
            }

            for (int o = 0; o < outputChannels; o++)
            {
                var (result, _) = Transform(sums[o].Real, sums[o].Imaginary, -T.One);
                for (int i = 0; i < outputs && top + i < height; i++)
                    for (int j = 0; j < outputs && left + j < width; j++)
                        y[((image * height + top + i) * width + left + j) * outputChannels + o] = result[i, j] / T.CreateChecked(size * size);
            }
        }
    }

    private static int Side(SlidingWindow window) => Math.Max(window.KernelHeight, window.KernelWidth);

    private static void AddConjugateProduct<T>((T[,] Real, T[,] Imaginary) x, (T[,] Real, T[,] Imaginary) filter, (T[,] Real, T[,] Imaginary) sum)
        where T : IFloatingPointIeee754<T>
    {
        int size = x.Real.GetLength(0);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                sum.Real[i, j] += x.Real[i, j] * filter.Real[i, j] + x.Imaginary[i, j] * filter.Imaginary[i, j];
                sum.Imaginary[i, j] += x.Imaginary[i, j] * filter.Real[i, j] - x.Real[i, j] * filter.Imaginary[i, j];
            }
        }
    }

    // The sum over both indices of x exp(-sign 2 pi i (i k + j l) / size): lines first, then columns, which changes lines and columns for each other twice.
    private static (T[,] Real, T[,] Imaginary) Transform<T>(T[,] real, T[,] imaginary, T sign)
        where T : IFloatingPointIeee754<T>
    {
        for (int turn = 0; turn < 2; turn++) (real, imaginary) = TransformLines(real, imaginary, sign);
        return (real, imaginary);
    }

    private static (T[,] Real, T[,] Imaginary) TransformLines<T>(T[,] real, T[,] imaginary, T sign)
        where T : IFloatingPointIeee754<T>
    {
        int size = real.GetLength(0);
        T[,] toReal = new T[size, size], toImaginary = new T[size, size];
        T[] cosines = [.. Enumerable.Range(0, size).Select(i => T.CosPi(T.CreateChecked(2 * i) / T.CreateChecked(size)))];
        T[] sines = [.. Enumerable.Range(0, size).Select(i => -sign * T.SinPi(T.CreateChecked(2 * i) / T.CreateChecked(size)))];
        for (int line = 0; line < size; line++)
        {
            for (int frequency = 0; frequency < size; frequency++)
            {
                for (int i = 0; i < size; i++)
                {
                    T cosine = cosines[i * frequency % size], sine = sines[i * frequency % size];
                    toReal[frequency, line] += real[line, i] * cosine - imaginary[line, i] * sine;
                    toImaginary[frequency, line] += real[line, i] * sine + imaginary[line, i] * cosine;
                }
            }
        }

        return (toReal, toImaginary);
    }
}
