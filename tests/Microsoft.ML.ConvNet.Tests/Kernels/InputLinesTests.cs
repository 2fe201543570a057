using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>What the tiles read through InputLines and DepthBlocks is each output pixel's neighbourhood, in the order of the panels' rows.</summary>
public unsafe class InputLinesTests
{
    public static TheoryData<string> Groups => ["narrow", "windows", "many pixels"];

    [Theory]
    [MemberData(nameof(Groups))]
    public void LinesAndSegmentsGiveEveryNeighbourhood(string group)
    {
        foreach (var one in CorrelationCases.Groups[group]())
        {
            var geometry = CorrelationGeometry.Forward(one.Input, one.Window, one.Outputs);
            int total = one.Batch * geometry.RowsPerImage, rows = Math.Min(Correlation.RowsPerBlock(geometry), total);
            float[] values = Numbers.Normal(one.Batch * one.Input.Size, seed: 1);
            float[] expected = Neighbourhoods(one, values);
            using var source = new KernelBuffer(values);
            foreach (bool isExpanded in new[] { false, geometry.HasShortRuns })
            {
                using var scratch = new KernelBuffer(InputLines.ScratchFloats(geometry, rows, isExpanded));
                foreach (int panelDepth in new[] { int.MaxValue, 16 })
                {
                    var actual = new List<float>();
                    for (int row = 0; row < total; row += rows)
                    {
                        var lines = InputLines.Prepare(geometry, source.Pointer, row, Math.Min(rows, total - row), isExpanded, scratch.Pointer);
                        Read(geometry, lines, panelDepth, isExpanded, actual);
                    }

                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    private static void Read(CorrelationGeometry geometry, InputLines lines, int panelDepth, bool isExpanded, List<float> neighbourhoods)
    {
        nint* offsets = stackalloc nint[geometry.Window.KernelHeight * geometry.Window.KernelWidth];
        var blocks = DepthBlocks.Create(geometry, panelDepth, isExpanded, offsets);
        Assert.Equal(geometry.Depth, blocks.Segments * blocks.Channels);
        Assert.InRange(blocks.BlockCount * blocks.BlockChannels, blocks.Channels, blocks.Channels + blocks.BlockChannels - 1);
        for (int span = 0; span < lines.SpanCount; span++)
        {
            for (int line = 0; line < lines.Counts[span]; line++)
            {
                for (int pixel = 0; pixel < lines.Pixels; pixel++)
                {
                    float* start = lines.Starts[span] + line * lines.LineStep + pixel * lines.PixelStride;
                    for (int segment = 0; segment < blocks.Segments; segment++)
                        for (int k = 0; k < blocks.Channels; k++) neighbourhoods.Add(start[offsets[segment] + k]);
                }
            }
        }
    }

    private static float[] Neighbourhoods(CorrelationCase one, float[] x)
    {
        int channels = one.Input.Channels, depth = one.KernelArea * channels;
        float[] result = new float[one.Batch * one.OutputPixels * depth];
        foreach (var (inputPixel, outputPixel, tap) in WindowTaps.All(one.Input, one.Window, one.Batch))
            x.AsSpan(inputPixel * channels, channels).CopyTo(result.AsSpan(outputPixel * depth + tap * channels));
        return result;
    }
}
