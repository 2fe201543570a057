using System.Numerics;

namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// Winograd's minimal filtering F(m, 3) by its matrices, in any precision: the scalar twin of <see cref="WinogradCorrelation{TTransform}"/>. The matrices
/// come from m + 1 points and infinity (Toom and Cook): A^T[i][p] = p^i, G[p][j] = p^j / product of (p - q) over the other points q, and B^T[p] has the
/// coefficients of the product of (x - q) over the other points; infinity has A^T = 1 in the last row, G = 1 for the last tap, and all points in B^T.
/// </summary>
internal static class Winograd
{
    private const int Kernel = 3;

    /// <summary>Whether a correlation is of the kind that the algorithm computes: 3x3, stride 1, undilated, in one group, over an image whose lines are not spread and have a border of zeros.</summary>
    public static bool Fits(CorrelationGeometry geometry) =>
        geometry.Window is { KernelHeight: Kernel, KernelWidth: Kernel, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 }
        && geometry.Source is { SpacingHeight: 1, SpacingWidth: 1, Groups: 1 } and ({ Border: PaddingMode.Zeros } or { IsBorderless: true });

    /// <summary>The points beside infinity of F(m, 3), m = 2 or 4.</summary>
    public static double[] Points(int outputs) => outputs == 4 ? [0, 5.0 / 8, -5.0 / 8, 3.0 / 2, -3.0 / 2] : [0, 1, -1];

    /// <summary>A^T (m rows), G and B^T (m + 2 rows).</summary>
    public static (T[][] Output, T[][] Filter, T[][] Input) Matrices<T>(int outputs)
        where T : IFloatingPointIeee754<T>
    {
        T[] points = Array.ConvertAll(Points(outputs), T.CreateChecked);
        T[][] output = Zeros<T>(outputs, points.Length + 1), filter = Zeros<T>(points.Length + 1, Kernel), input = Zeros<T>(points.Length + 1, points.Length + 1);
        for (int p = 0; p < points.Length; p++)
        {
            T[] others = [.. points.Where((_, q) => q != p)];
            T scale = others.Aggregate(T.One, (product, q) => product * (points[p] - q)), power = T.One;
            for (int i = 0; i < Math.Max(outputs, Kernel); i++, power *= points[p])
            {
                if (i < outputs) output[i][p] = power;
                if (i < Kernel) filter[p][i] = power / scale;
            }

            Expand(others).CopyTo(input[p], 0);
        }

        output[outputs - 1][points.Length] = T.One;
        filter[points.Length][Kernel - 1] = T.One;
        Expand(points).CopyTo(input[points.Length], 0);
        return (output, filter, input);
    }

    /// <summary>y = the correlation of x with 3x3 filters, stride 1: images in N, H, W, C order, filters in PyTorch's order (O, I, H, W).</summary>
    public static void ForwardReference<T>(
        ImageShape input, SlidingWindow window, int outputChannels, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> filters, Span<T> y, int outputs)
        where T : IFloatingPointIeee754<T>
    {
        var (outputMatrix, filterMatrix, inputMatrix) = Matrices<T>(outputs);
        int size = outputs + Kernel - 1, height = window.OutputHeight(input.Height), width = window.OutputWidth(input.Width);
        T[][] tile = Zeros<T>(size, size), filter = Zeros<T>(Kernel, Kernel);
        for (int image = 0; image < batch; image++)
        for (int top = 0; top < height; top += outputs)
        for (int left = 0; left < width; left += outputs)
        for (int o = 0; o < outputChannels; o++)
        {
            T[][] sum = Zeros<T>(size, size);
            for (int c = 0; c < input.Channels; c++)
            {
                ReadTile(input, window, x, image, top, left, c, tile);
                for (int i = 0; i < Kernel; i++)
                    for (int j = 0; j < Kernel; j++) filter[i][j] = filters[((o * input.Channels + c) * Kernel + i) * Kernel + j];
                T[][] transformedInput = Sandwich(inputMatrix, tile), transformedFilter = Sandwich(filterMatrix, filter);
                for (int i = 0; i < size; i++)
                    for (int j = 0; j < size; j++) sum[i][j] += transformedInput[i][j] * transformedFilter[i][j];
            }

            T[][] result = Sandwich(outputMatrix, sum);
            for (int i = 0; i < outputs && top + i < height; i++)
                for (int j = 0; j < outputs && left + j < width; j++)
                    y[((image * height + top + i) * width + left + j) * outputChannels + o] = result[i][j];
        }
    }

    /// <summary>dfilters = the gradient with respect to the filters of sum(y * dy): G^T [ sum over tiles of (B^T d B) * (A dY A^T) ] G.</summary>
    public static void BackwardFilterReference<T>(
        ImageShape input, SlidingWindow window, int outputChannels, int batch, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dfilters, int outputs)
        where T : IFloatingPointIeee754<T>
    {
        var (outputMatrix, filterMatrix, inputMatrix) = Matrices<T>(outputs);
        int size = outputs + Kernel - 1, height = window.OutputHeight(input.Height), width = window.OutputWidth(input.Width);
        T[][] tile = Zeros<T>(size, size), gradient = Zeros<T>(outputs, outputs);
        for (int o = 0; o < outputChannels; o++)
        for (int c = 0; c < input.Channels; c++)
        {
            T[][] sum = Zeros<T>(size, size);
            for (int image = 0; image < batch; image++)
            for (int top = 0; top < height; top += outputs)
            for (int left = 0; left < width; left += outputs)
            {
                ReadTile(input, window, x, image, top, left, c, tile);
                for (int i = 0; i < outputs; i++)
                {
                    for (int j = 0; j < outputs; j++)
                    {
                        bool isInside = top + i < height && left + j < width;
                        gradient[i][j] = isInside ? dy[((image * height + top + i) * width + left + j) * outputChannels + o] : T.Zero;
                    }
                }

                T[][] transformedInput = Sandwich(inputMatrix, tile), transformedGradient = Sandwich(Transpose(outputMatrix), gradient);
                for (int i = 0; i < size; i++)
                    for (int j = 0; j < size; j++) sum[i][j] += transformedInput[i][j] * transformedGradient[i][j];
            }

            T[][] result = Sandwich(Transpose(filterMatrix), sum);
            for (int i = 0; i < Kernel; i++)
                for (int j = 0; j < Kernel; j++) dfilters[((o * input.Channels + c) * Kernel + i) * Kernel + j] = result[i][j];
        }
    }

    private static void ReadTile<T>(ImageShape input, SlidingWindow window, ReadOnlySpan<T> x, int image, int top, int left, int channel, T[][] tile)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < tile.Length; i++)
        {
            for (int j = 0; j < tile.Length; j++)
            {
                int line = top + i - window.PaddingTop, column = left + j - window.PaddingLeft;
                bool isInside = line >= 0 && line < input.Height && column >= 0 && column < input.Width;
                tile[i][j] = isInside ? x[((image * input.Height + line) * input.Width + column) * input.Channels + channel] : T.Zero;
            }
        }
    }

    // left * values * left^T.
    private static T[][] Sandwich<T>(T[][] left, T[][] values)
        where T : IFloatingPointIeee754<T>
    {
        T[][] half = Zeros<T>(left.Length, values.Length), result = Zeros<T>(left.Length, left.Length);
        for (int i = 0; i < left.Length; i++)
            for (int j = 0; j < values.Length; j++)
                for (int k = 0; k < values.Length; k++) half[i][j] += left[i][k] * values[k][j];
        for (int i = 0; i < left.Length; i++)
            for (int j = 0; j < left.Length; j++)
                for (int k = 0; k < values.Length; k++) result[i][j] += half[i][k] * left[j][k];
        return result;
    }

    // The coefficients of the product of (x - root), lowest power first.
    private static T[] Expand<T>(T[] roots)
        where T : IFloatingPointIeee754<T>
    {
        T[] coefficients = new T[roots.Length + 1];
        coefficients[0] = T.One;
        for (int count = 0; count < roots.Length; count++)
        {
            for (int i = count + 1; i > 0; i--) coefficients[i] = coefficients[i - 1] - roots[count] * coefficients[i];
            coefficients[0] *= -roots[count];
        }

        return coefficients;
    }

    private static T[][] Transpose<T>(T[][] matrix) => [.. Enumerable.Range(0, matrix[0].Length).Select(column => Array.ConvertAll(matrix, row => row[column]))];

    private static T[][] Zeros<T>(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(_ => new T[columns])];
}
