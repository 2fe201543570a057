namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>
/// The data gradient of a dense layer whose weights are too large to be turned around first: they are read once, in place, as the rows of a matrix product
/// whose columns are the images. dX^T = W dY^T, a run of inputs at a time, panel of outputs by panel.
/// </summary>
internal static unsafe class DenseDataGradient
{
    /// <summary>Inputs that a worker takes at a time: their sums for 32 images are 32 KB.</summary>
    private const int RunInputs = 256;

    /// <summary>Tasks of a layer.</summary>
    /// <param name="weights">How the weights are packed; not in quads.</param>
    public static int Runs(in PanelLayout weights) => (weights.Depth + RunInputs - 1) / RunInputs;

    /// <summary>Floats of the turned output gradients of a number of images.</summary>
    public static long TurnedFloats(KernelSet set, in PanelLayout weights, int rows) => new PanelLayout(set, weights.Columns, rows).Length;

    /// <summary>Scratch floats of one worker for <see cref="Backward"/>.</summary>
    public static long ScratchFloats(KernelSet set) => (long)RunInputs * set.PanelWidth;

    /// <summary>dY to panels whose columns are images, a panel of them at a time; columns beyond the images are zero.</summary>
    public static void Turn(KernelSet set, in PanelLayout weights, float* dy, int rows, float* turned, int panel)
    {
        var layout = new PanelLayout(set, weights.Columns, rows);
        int width = layout.Width(panel), valid = layout.ValidColumns(panel), outputs = weights.Columns;
        float* destination = turned + layout.Start(panel);
        new Span<float>(destination, outputs * width).Clear();
        float* source = dy + (nint)panel * layout.PanelWidth * outputs;
        for (int image = 0; image < valid; image++, source += outputs)
            for (int output = 0; output < outputs; output++) destination[output * width + image] = source[output];
    }

    /// <summary>The gradient of one run of inputs, for all images.</summary>
    /// <param name="run">0 to <see cref="Runs"/> less 1.</param>
    /// <param name="turned">What <see cref="Turn"/> made of all panels.</param>
    public static void Backward(KernelSet set, in PanelLayout weights, float* panels, float* turned, int rows, int run, float* dx, float* sums)
    {
        var layout = new PanelLayout(set, weights.Columns, rows);
        int firstInput = run * RunInputs, inputs = Math.Min(RunInputs, weights.Depth - firstInput);
        nint segmentOffset = 0;
        for (int images = 0; images < layout.PanelCount; images++)
        {
            int width = layout.Width(images), vectors = layout.Vectors(images);
            var split = vectors == 1 ? set.NarrowTileRows : set.TileRows;
            var tile = new MultiplyTile { SegmentOffsets = &segmentOffset, Segments = 1, OutputStride = width };
            for (int panel = 0; panel < weights.PanelCount; panel++)
            {
                tile.RowStride = weights.Width(panel);
                tile.Run = weights.ValidColumns(panel);
                float* a = panels + weights.Start(panel) + (nint)firstInput * tile.RowStride;
                float* b = turned + layout.Start(images) + (nint)panel * weights.PanelWidth * width;
                float* c = sums;
                for (int left = inputs; left > 0;)
                {
                    int count = split.Next(left);
                    set.Multiply(count, vectors, isPartial: false)(&tile, a, b, c, panel > 0);
                    a += count * tile.RowStride;
                    c += count * width;
                    left -= count;
                }
            }

            int firstImage = images * layout.PanelWidth;
            for (int image = 0; image < layout.ValidColumns(images); image++)
            {
                float* destination = dx + (nint)(firstImage + image) * weights.Depth + firstInput;
                for (int input = 0; input < inputs; input++) destination[input] = sums[input * width + image];
            }
        }
    }
}
