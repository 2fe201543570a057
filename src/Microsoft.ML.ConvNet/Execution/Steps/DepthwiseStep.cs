using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A depthwise convolution's forward pass or (with the kernel turned) its data gradient, a block of rows a task.</summary>
/// <param name="raw">Receives the convolution.</param>
/// <param name="y">Receives what the epilogue makes of it; <paramref name="raw"/> if that need not be kept.</param>
/// <param name="fewestTasks">The batch is cut into so many tasks at least; then an epilogue must not take sums of <see cref="BlockCount"/> blocks.</param>
internal sealed unsafe class DepthwiseStep(
    RunState run, KernelSet set, CorrelationGeometry geometry, DepthwiseInput source, float* filters, bool isTurned, PlanBuffer raw, PlanBuffer y, Epilogue epilogue,
    int fewestTasks = 1) : Step(run)
{
    public override long ScratchFloats => DepthwiseConvolution.ScratchFloats(geometry, DepthwiseConvolution.RowsPerBlock(geometry), source.IsNormalized);

    public override int TaskCount => Run.Rows * BlocksPerImage;

    // A multiple of the fewest, so that they are shared out evenly.
    private int BlocksPerImage
    {
        get
        {
            int unit = Math.Min(Divide(fewestTasks, Run.Rows), geometry.OutputHeight);
            return Math.Min(Divide(BlockCount(geometry, 1), unit) * unit, geometry.OutputHeight);
        }
    }

    /// <summary>Blocks for a number of images.</summary>
    public static int BlockCount(CorrelationGeometry geometry, int images) => images * Divide(geometry.OutputHeight, DepthwiseConvolution.RowsPerBlock(geometry));

    public override void Execute(int task, int worker)
    {
        int blocks = BlocksPerImage, image = task / blocks, block = task % blocks;
        int firstRow = block * geometry.OutputHeight / blocks, rows = (block + 1) * geometry.OutputHeight / blocks - firstRow, channels = geometry.OutputChannels;
        long start = (long)image * geometry.OutputHeight * geometry.OutputWidth * channels, first = ((long)image * geometry.OutputHeight + firstRow) * geometry.OutputWidth;
        DepthwiseConvolution.Forward(
            set, geometry, source.Image((long)image * geometry.SourceFloats), filters, isTurned, raw.Pointer + start, firstRow, rows, Run.Scratch(worker));
        if (!epilogue.IsEmpty) epilogue.Apply(set, raw, y, task, first, (long)rows * geometry.OutputWidth, channels, 0, channels);
    }
}
