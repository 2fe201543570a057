using System.Globalization;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>
/// Errors of a convolution of standard normal values with standard normal filters, relative to the standard deviation of an output that sees no border: the
/// root of the depth (kernel area times channels).
/// </summary>
internal readonly record struct ConvolutionErrors(double RootMeanSquare, double Maximum)
{
    /// <summary>What docs/convolution-algorithms.md states.</summary>
    public static ConvolutionErrors WinogradBound(int outputs) => outputs == 4 ? new(3e-6, 3e-5) : new(1.2e-6, 6e-6);

    /// <summary>What docs/convolution-algorithms.md states.</summary>
    public static ConvolutionErrors FourierBound => new(5e-7, 2.5e-6);

    /// <summary>What docs/convolution-algorithms.md states of the implicit matrix product.</summary>
    public static ConvolutionErrors DirectBound => new(8e-7, 8e-6);

    public static ConvolutionErrors operator +(ConvolutionErrors left, ConvolutionErrors right) =>
        new(left.RootMeanSquare + right.RootMeanSquare, left.Maximum + right.Maximum);

    public static ConvolutionErrors Of(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, int depth)
    {
        Assert.Equal(expected.Length, actual.Length);
        double squares = 0, maximum = 0, scale = 1 / Math.Sqrt(depth);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = scale * Math.Abs(expected[i] - actual[i]);
            squares += error * error;
            maximum = error <= maximum ? maximum : error;
        }

        return new(Math.Sqrt(squares / expected.Length), maximum);
    }

    public static ConvolutionErrors Worst(IEnumerable<ConvolutionErrors> errors) => errors.Aggregate((left, right) => left.Worst(right));

    public ConvolutionErrors Worst(ConvolutionErrors other) => new(Math.Max(RootMeanSquare, other.RootMeanSquare), Math.Max(Maximum, other.Maximum));

    public void AssertWithin(ConvolutionErrors bound, FormattableString what)
    {
        if (RootMeanSquare <= bound.RootMeanSquare && Maximum <= bound.Maximum) return;
        string text = FormattableString.Invariant(what);
        Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{text}: error RMS {RootMeanSquare:G3}, at most {Maximum:G3}; the bounds are {bound.RootMeanSquare:G3} and {bound.Maximum:G3}."));
    }
}
