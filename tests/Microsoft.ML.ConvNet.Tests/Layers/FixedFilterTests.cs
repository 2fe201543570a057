namespace Microsoft.ML.ConvNet.Tests.Layers;

/// <summary>Convolutions with filters whose results can be worked out by hand: the courses' examples.</summary>
public class FixedFilterTests
{
    private const string Courses = "3 0 1 2 7 4 / 1 5 8 9 3 1 / 2 7 2 5 1 3 / 0 1 3 1 7 8 / 4 2 1 6 2 8 / 2 4 5 2 3 9";
    private const string Step = "10 10 10 0 0 0 / 10 10 10 0 0 0 / 10 10 10 0 0 0 / 10 10 10 0 0 0 / 10 10 10 0 0 0 / 10 10 10 0 0 0";
    private const string VerticalEdges = "1 0 -1 / 1 0 -1 / 1 0 -1";

    [Theory]
    [InlineData(0, PaddingMode.Zeros, "-5 -4 0 8 / -10 -2 2 3 / 0 -2 -4 -7 / -3 -2 -3 -16")]
    [InlineData(
        1, PaddingMode.Zeros,
        "-5 -5 -6 -1 6 10 / -12 -5 -4 0 8 11 / -13 -10 -2 2 3 11 / -10 0 -2 -4 -7 10 / -7 -3 -2 -3 -16 12 / -6 0 -2 1 -9 5")]
    [InlineData(
        1, PaddingMode.Replicate,
        "2 -3 -8 -7 4 8 / -6 -5 -4 0 8 3 / -10 -10 -2 2 3 -1 / -4 0 -2 -4 -7 -9 / -1 -3 -2 -3 -16 -13 / -2 -3 0 3 -16 -18")]
    public void TheCoursesImageOfSixBySix(int padding, PaddingMode mode, string expected) =>
        AssertConvolution(Courses, VerticalEdges, padding, mode, expected);

    [Fact]
    public void AStepHasItsEdgeInTheMiddle() =>
        AssertConvolution(Step, VerticalEdges, 0, PaddingMode.Zeros, "0 30 30 0 / 0 30 30 0 / 0 30 30 0 / 0 30 30 0");

    [Theory]
    [InlineData("1 0 -1 / 2 0 -2 / 1 0 -1", "0 40 40 0")]
    [InlineData("3 0 -3 / 10 0 -10 / 3 0 -3", "0 160 160 0")]
    [InlineData("1 1 1 / 0 0 0 / -1 -1 -1", "0 0 0 0")]
    [InlineData("-1 -1 -1 / -1 8 -1 / -1 -1 -1", "0 30 -30 0")]
    [InlineData("0 0 0 / 0 1 0 / 0 0 0", "10 10 0 0")]
    public void SobelScharrHorizontalOutlineAndIdentityOnAStep(string filter, string row) =>
        AssertConvolution(Step, filter, 0, PaddingMode.Zeros, string.Join(" / ", Enumerable.Repeat(row, 4)));

    /// <summary>A box blur of ninefold weights sums up the neighbourhood: what a mean is made of, in whole numbers.</summary>
    [Fact]
    public void ABoxBlurIsAveragePooling()
    {
        float[] image = Numbers(Courses);
        var blur = new NetworkBuilder(new ImageShape(1, 6, 6)).Convolution(1, 3, padding: 1, bias: false, name: "conv").Build();
        var pool = new NetworkBuilder(new ImageShape(1, 6, 6)).AveragePool(3, stride: 1, padding: 1).Build();
        var weights = Scoring.Weights(blur, ("conv.weight", [.. Enumerable.Repeat(1f / 9, 9)]));
        foreach (var (left, right) in Scoring.Run(blur, weights, image).Zip(Scoring.Run(pool, new Weights([]), image)))
            Assert.All(left.Zip(right), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        AssertConvolution(
            Courses, "1 1 1 / 1 1 1 / 1 1 1", 0, PaddingMode.Zeros, "29 39 38 35 / 29 41 39 38 / 22 28 28 41 / 22 25 30 46");
    }

    [Fact]
    public void IdentityKeepsTheImage()
    {
        AssertConvolution(Courses, "0 0 0 / 0 1 0 / 0 0 0", 1, PaddingMode.Zeros, Courses);
        AssertConvolution(Courses, "1", 0, PaddingMode.Zeros, Courses);
    }

    /// <summary>Horizontal edges are vertical edges of the transposed image.</summary>
    [Fact]
    public void SobelsTwoFiltersAreTransposesOfEachOther()
    {
        const string horizontal = "1 2 1 / 0 0 0 / -1 -2 -1";
        float[] across = Convolve(Transposed(Numbers(Courses)), Numbers("1 0 -1 / 2 0 -2 / 1 0 -1"), 1, PaddingMode.Replicate);
        Assert.Equal(Transposed(across), Convolve(Numbers(Courses), Numbers(horizontal), 1, PaddingMode.Replicate));
    }

    private static void AssertConvolution(string image, string filter, int padding, PaddingMode mode, string expected) =>
        Assert.Equal(Numbers(expected), Convolve(Numbers(image), Numbers(filter), padding, mode));

    // Whole numbers: every set of kernels must give exactly the same.
    private static float[] Convolve(float[] image, float[] filter, int padding, PaddingMode mode)
    {
        int size = (int)Math.Sqrt(image.Length), kernel = (int)Math.Sqrt(filter.Length);
        var network = new NetworkBuilder(new ImageShape(1, size, size)).Convolution(1, kernel, padding: padding, bias: false, paddingMode: mode, name: "conv").Build();
        var results = Scoring.Run(network, Scoring.Weights(network, ("conv.weight", filter)), image).ToArray();
        Assert.All(results, result => Assert.Equal(results[0], result));
        return results[0];
    }

    private static float[] Transposed(float[] image)
    {
        int size = (int)Math.Sqrt(image.Length);
        return [.. image.Select((_, i) => image[i % size * size + i / size])];
    }

    private static float[] Numbers(string rows) => [.. rows.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries).Select(float.Parse)];
}
