using Microsoft.ML.ConvNet.Kernels;
using Microsoft.ML.ConvNet.Tensors;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// A convolution and the depthwise convolution that alone reads its result (the expansion of an inverted residual), at scoring: a task goes down its lines a few at a
/// time, and what the first writes for the second stays in the second-level cache. It would be the largest value of the network.
/// </summary>
/// <param name="convolution">The convolution.</param>
/// <param name="geometry">Of the depthwise convolution.</param>
internal sealed unsafe class ConvolvedDepthwiseStep(
    RunState run, KernelSet set, LeftConvolution convolution, CorrelationGeometry geometry, float* filters, PlanBuffer y, Epilogue epilogue) : Step(run)
{
    /// <summary>A batch is cut into so many tasks at least; more would compute lines twice that two of them read.</summary>
    private const int FewestTasks = 4;

    /// <summary>Floats of the lines between the convolutions and of the result: half of a second-level cache of 2 MB.</summary>
    private const int BlockFloats = 1 << 18;

    /// <summary>Pixels that the first convolution computes at a time: enough tiles to reuse a panel, few enough to stay in the first-level cache or near it.</summary>
    private const int FewestPixels = 56;

    private readonly int _rowsPerBlock = RowsPerBlock(geometry);

    public override long ScratchFloats => AlignedMemory.Align(PaddedFloats) + AlignedMemory.Align(RawFloats)
        + Correlation.ScratchFloats(convolution.Geometry, LinesAtATime * (convolution.Geometry.IsPointwise ? convolution.Geometry.OutputWidth : 1));

    public override int TaskCount => Run.Rows * TasksPerImage(Run.Rows);

    private PaddedImage Padded => geometry.Source;

    private long PaddedFloats => (long)geometry.LinesFor(_rowsPerBlock) * LineStride;

    private long RawFloats => (long)LinesAtATime * Padded.SourceWidth * Padded.Channels;

    private int LineStride => Padded.Width * Padded.Channels;

    private int LinesAtATime => Divide(FewestPixels, Padded.SourceWidth);

    /// <summary>Tasks of an image; no more than it has lines where <see cref="LeftConvolution.Pays"/>.</summary>
    public static int TasksPerImage(int images) => Divide(FewestTasks, images);

    public override void Execute(int task, int worker)
    {
        int tasks = TasksPerImage(Run.Rows), image = task / tasks, firstRow = task % tasks * geometry.OutputHeight / tasks, endRow = (task % tasks + 1) * geometry.OutputHeight / tasks;
        float* padded = Run.Scratch(worker);
        float* raw = padded + AlignedMemory.Align(PaddedFloats);
        float* result = y.Pointer + (long)image * geometry.OutputImageStride;

        // The border on both sides stays zero.
        new Span<float>(padded, (int)PaddedFloats).Clear();

        // Padded lines [have, haveEnd) are there, the first of them at the beginning.
        int have = 0, haveEnd = 0;
        for (int row = firstRow; row < endRow; row += _rowsPerBlock)
        {
            int rows = Math.Min(_rowsPerBlock, endRow - row), begin = row * geometry.Window.StrideHeight, end = begin + geometry.LinesFor(rows);
            int kept = Math.Max(haveEnd - begin, 0);
            new Span<float>(padded + (nint)(begin - have) * LineStride, kept * LineStride).CopyTo(new Span<float>(padded, kept * LineStride));
            Fill(image, begin + kept, end, padded + (nint)kept * LineStride, raw, raw + AlignedMemory.Align(RawFloats));
            (have, haveEnd) = (begin, end);
            DepthwiseConvolution.ForwardLines(set, geometry, padded, filters, isTurned: false, result, row, rows);
            long firstPixel = ((long)image * geometry.OutputHeight + row) * geometry.OutputWidth;
            epilogue.Apply(set, y, y, task, firstPixel, (long)rows * geometry.OutputWidth, geometry.OutputChannels, 0, geometry.OutputChannels);
        }
    }

    private static int RowsPerBlock(CorrelationGeometry geometry)
    {
        int stride = geometry.Window.StrideHeight, line = geometry.Source.Width * geometry.Source.Channels, more = geometry.LinesFor(1) - stride;
        return Math.Clamp((BlockFloats - more * line) / (stride * line + geometry.OutputRowStride), 1, geometry.OutputHeight);
    }

    // Padded lines [begin, end): those of the border are zero, the others what the first convolution makes of its input.
    private void Fill(int image, int begin, int end, float* padded, float* raw, float* scratch)
    {
        int first = Math.Clamp(begin - Padded.Top, 0, Padded.SourceHeight), last = Math.Clamp(end - Padded.Top, first, Padded.SourceHeight);
        int above = Math.Clamp(Padded.Top - begin, 0, end - begin), below = end - begin - above - (last - first);
        new Span<float>(padded, above * LineStride).Clear();
        padded += (nint)above * LineStride;
        for (int line = first; line < last; line += LinesAtATime)
        {
            int count = Math.Min(LinesAtATime, last - line);
            convolution.Compute(set, image, line, line + count, raw, padded + (nint)Padded.Left * Padded.Channels, LineStride, scratch);
            padded += (nint)count * LineStride;
        }

        new Span<float>(padded, below * LineStride).Clear();
    }
}
