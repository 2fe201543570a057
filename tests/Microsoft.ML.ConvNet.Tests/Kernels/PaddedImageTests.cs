using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

public unsafe class PaddedImageTests
{
    public static TheoryData<int, int, int, int, int> Images
    {
        get
        {
            var data = new TheoryData<int, int, int, int, int>();
            foreach (int size in new[] { 1, 2, 5 })
                foreach (int before in new[] { -3, -1, 0, 1, 4 })
                    foreach (int padded in new[] { 1, 4, 9 })
                        foreach (int spacing in new[] { 1, 2, 3 })
                            foreach (int channels in new[] { 1, 3 }) data.Add(size, before, padded, spacing, channels);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void LinesHoldTheSourceWhereItIsAndZerosElsewhere(int size, int before, int padded, int spacing, int channels)
    {
        // The height is one that the width is not, so that swapped axes show.
        var image = new PaddedImage(size + 1, size, channels, padded + 2, padded, before + 1, before, spacing, spacing);
        float[] values = Numbers.Normal((size + 1) * size * channels, seed: 1);
        using var source = new KernelBuffer(values);
        for (int first = 0; first < image.Height; first += 2)
        {
            int count = Math.Min(3, image.Height - first);
            using var lines = new KernelBuffer((long)count * image.Width * channels);
            image.CopyLines(source.Pointer, first, count, lines.Pointer);
            for (int i = 0; i < lines.Length; i++)
            {
                int channel = i % channels, column = i / channels % image.Width, line = first + i / channels / image.Width;
                Assert.Equal(Definition(image, values, line, column, channel), lines.Span[i]);
            }
        }

        if (!image.IsSource) return;
        Assert.Equal(image.SourceWidth * channels, image.LineStride);
        for (int line = 0; line < image.Height; line++)
            for (int column = 0; column < image.Width; column++)
                Assert.Equal(Definition(image, values, line, column, 0), values[line * image.LineStride + column * channels]);
    }

    /// <summary>Copying is linear and folding is its transpose: (Copy x) . y = x . (Fold y).</summary>
    [Theory]
    [InlineData(PaddingMode.Zeros)]
    [InlineData(PaddingMode.Replicate)]
    [InlineData(PaddingMode.Reflect)]
    public void FoldingIsTheTransposeOfCopying(PaddingMode border)
    {
        foreach (var set in KernelSet.Supported)
        {
            foreach (var (size, top, padded) in new[] { (5, 2, 9), (5, 0, 7), (5, -2, 4), (3, 2, 7), (5, 4, 6), (1, 0, 1), (5, -1, 9), (6, 3, 4) })
            {
                var image = new PaddedImage(size, size + 1, 3, padded, padded + 1, top, top, Border: border);
                float[] x = Numbers.Normal(size * (size + 1) * 3, seed: 1), y = Numbers.Normal(padded * (padded + 1) * 3, seed: 2);
                using var source = new KernelBuffer(x);
                using var gradient = new KernelBuffer(y);
                using var copied = new KernelBuffer(y.Length);
                using var folded = new KernelBuffer(x.Length);
                image.CopyLines(source.Pointer, 0, padded, copied.Pointer);
                image.Fold(set, gradient.Pointer, folded.Pointer);
                double left = 0, right = 0;
                for (int i = 0; i < y.Length; i++) left += (double)copied.Span[i] * y[i];
                for (int i = 0; i < x.Length; i++) right += (double)x[i] * folded.Span[i];
                Assert.Equal(left, right, 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(PaddingMode.Zeros, "0 0 1 2 3 0 0")]
    [InlineData(PaddingMode.Replicate, "1 1 1 2 3 3 3")]
    [InlineData(PaddingMode.Reflect, "3 2 1 2 3 2 1")]
    public void BordersShowWhatTheyAreNamedAfter(PaddingMode border, string expected)
    {
        foreach (bool isRow in new[] { true, false })
        {
            var image = isRow ? new PaddedImage(1, 3, 1, 1, 7, 0, 2, Border: border) : new PaddedImage(3, 1, 1, 7, 1, 2, 0, Border: border);
            using var source = new KernelBuffer([1, 2, 3]);
            using var lines = new KernelBuffer(7);
            image.CopyLines(source.Pointer, 0, image.Height, lines.Pointer);
            Assert.Equal(expected, string.Join(' ', lines.Span.ToArray()));
        }
    }

    [Fact]
    public void TheSourceIsReadInPlaceOnlyWithoutABorder()
    {
        Assert.True(new PaddedImage(4, 5, 2, 4, 5, 0, 0).IsSource);
        Assert.True(new PaddedImage(4, 5, 2, 3, 5, 0, 0).IsSource);
        Assert.False(new PaddedImage(4, 5, 2, 5, 5, 0, 0).IsSource);
        Assert.False(new PaddedImage(4, 5, 2, 4, 6, 0, 0).IsSource);
        Assert.False(new PaddedImage(4, 5, 2, 4, 5, 1, 0).IsSource);
        Assert.False(new PaddedImage(4, 5, 2, 3, 4, 0, -1).IsSource);
        Assert.False(new PaddedImage(4, 5, 2, 4, 5, 0, 0, SpacingWidth: 2).IsSource);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void KernelRowsAndColumnsAreThoseThatMeetTheSource(int size, int before, int padded, int spacing, int channels)
    {
        var image = new PaddedImage(size, size, channels, padded, padded, before, before, spacing, spacing);
        foreach (int kernel in new[] { 1, 2, 5 })
        {
            var window = new SlidingWindow(kernel, kernel);
            for (int place = 0; place < padded; place++)
            {
                // With a spread source there are zeros between the first and the last that meet it.
                int[] meeting = [.. Enumerable.Range(0, kernel).Where(tap => place + tap >= before && place + tap <= before + (size - 1) * spacing)];
                var (first, end) = image.KernelRows(place, window);
                Assert.Equal(meeting, Enumerable.Range(first, end - first));
                for (int last = place; last < padded; last++)
                {
                    (first, end) = image.KernelColumns(place, last, window);
                    var needed = Enumerable.Range(place, last - place + 1).SelectMany(column => Enumerable.Range(0, kernel).Where(tap => column + tap >= before && column + tap <= before + (size - 1) * spacing));
                    Assert.InRange(first, 0, kernel - 1);
                    Assert.InRange(end, first + 1, kernel);
                    if (needed.Any()) Assert.Equal((needed.Min(), needed.Max() + 1), (first, end));
                    else Assert.Equal(1, end - first);
                }
            }
        }
    }

    private static float Definition(PaddedImage image, float[] source, int line, int column, int channel)
    {
        for (int row = 0; row < image.SourceHeight; row++)
        {
            for (int x = 0; x < image.SourceWidth; x++)
            {
                if (image.Top + row * image.SpacingHeight == line && image.Left + x * image.SpacingWidth == column)
                    return source[(row * image.SourceWidth + x) * image.Channels + channel];
            }
        }

        return 0;
    }
}
