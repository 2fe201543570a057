using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A depthwise convolution's forward pass or (with the kernel turned) its data gradient, a block of rows a task.</summary>
/// <param name="raw">Receives the convolution.</param>
/// <param name="y">Receives what the epilogue makes of it; <paramref name="raw"/> if that need not be kept.</param>
internal sealed unsafe class DepthwiseStep(
    RunState run, KernelSet set, CorrelationGeometry geometry, DepthwiseInput source, float* filters, bool isTurned, PlanBuffer raw, PlanBuffer y, Epilogue epilogue) : Step(run)
{
    private readonly int _rowsPerBlock = DepthwiseConvolution.RowsPerBlock(geometry);

    public override long ScratchFloats => DepthwiseConvolution.ScratchFloats(geometry, _rowsPerBlock, source.IsNormalized);

    public override int TaskCount => BlockCount(geometry, Run.Rows);

    private int BlocksPerImage => BlockCount(geometry, 1);

    /// <summary>Blocks for a number of images.</summary>
    public static int BlockCount(CorrelationGeometry geometry, int images) => images * Divide(geometry.OutputHeight, DepthwiseConvolution.RowsPerBlock(geometry));

    public override void Execute(int task, int worker)
    {
        int image = task / BlocksPerImage, firstRow = task % BlocksPerImage * _rowsPerBlock, rows = Math.Min(_rowsPerBlock, geometry.OutputHeight - firstRow);
        int channels = geometry.OutputChannels;
        long start = (long)image * geometry.OutputHeight * geometry.OutputWidth * channels, first = ((long)image * geometry.OutputHeight + firstRow) * geometry.OutputWidth;
        DepthwiseConvolution.Forward(
            set, geometry, source.Image((long)image * geometry.SourceFloats), filters, isTurned, raw.Pointer + start, firstRow, rows, Run.Scratch(worker));
        if (!epilogue.IsEmpty) epilogue.Apply(set, raw, y, task, first, (long)rows * geometry.OutputWidth, channels, 0, channels);
    }
}
