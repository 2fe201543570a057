namespace Microsoft.ML.ConvNet.Tests.Properties;

/// <summary>Convolution through the executor, over drawn geometries.</summary>
public class ConvolutionPropertyTests
{
    [Fact]
    public void IsLinearAndItsBackwardPassIsTransposed() => PropertyCheck.ForAll(
        WindowCase.Draw(), WindowCase.Smaller, count: 150, one => LinearLaws.Check(LinearProbe.Of(one.Input, Layer(one)), one.Rows, one.Set));

    /// <summary>With stride 1 and no padding, moving the image moves the output by as much: both are windows into one larger image and its output.</summary>
    [Fact]
    public void MovesWithItsInput() => PropertyCheck.ForAll(WindowCase.Draw(channels: 20), WindowCase.Smaller, count: 60, one =>
    {
        const int down = 1, right = 2;
        var layer = Layer(one) with { Stride = 1, Padding = 0 };
        int height = one.Height + (one.Kernel.Height - 1) * one.Dilation.Height, width = one.Width + (one.Kernel.Width - 1) * one.Dilation.Width;
        var small = LinearProbe.Of(new ImageShape(one.Channels, height, width), layer);
        var large = LinearProbe.Of(new ImageShape(one.Channels, height + down, width + right), layer);
        using var part = new LinearProbe(small, one.Rows, one.Set);
        using var whole = new LinearProbe(large, one.Rows, one.Set);
        var weights = WholeNumbers.Draw(small, stream: 1000);
        float[] image = WholeNumbers.Draw(whole.InputLength, 1), output = whole.Forward(weights, image);
        Assert.Equal(
            Cut(output, one.Rows, large.OutputShape, small.OutputShape, down, right), part.Forward(weights, Cut(image, one.Rows, large.InputShape, small.InputShape, down, right)));
    });

    private static ConvolutionLayer Layer(WindowCase one) => new(one.Outputs, one.Kernel)
    {
        Stride = one.Stride,
        Dilation = one.Dilation,
        Padding = one.Padding,
        PaddingMode = one.Mode,
        Groups = one.Groups,
        HasBias = one.HasBias,
    };

    /// <summary>The part of each image that begins at a row and a column.</summary>
    private static float[] Cut(float[] images, int rows, ImageShape from, ImageShape to, int top, int left)
    {
        var cut = new List<float>();
        for (int row = 0; row < rows; row++)
            for (int y = top; y < top + to.Height; y++)
                cut.AddRange(images.AsSpan((row * from.Height + y) * from.Width * from.Channels + left * from.Channels, to.Width * from.Channels));
        return [.. cut];
    }
}
