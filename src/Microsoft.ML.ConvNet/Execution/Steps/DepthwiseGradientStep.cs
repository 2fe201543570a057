using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// Both gradients of a depthwise convolution in one pass over its input and its output's gradient: each task takes a fixed share of the images, block by block,
/// writes their data gradient and sums their filter gradient into a part of its own.
/// </summary>
/// <param name="epilogue">Of the data gradient.</param>
internal sealed unsafe class DepthwiseGradientStep(
    RunState run, KernelSet set, CorrelationGeometry forward, CorrelationGeometry transposed, DepthwiseInput x, PlanBuffer dy, float* filters, PlanBuffer dx, Epilogue epilogue,
    PlanBuffer parts, int length, int mostParts) : Step(run)
{
    private readonly int _rowsPerBlock = DepthwiseConvolution.RowsPerBlock(transposed);

    public override long ScratchFloats => Math.Max(
        DepthwiseConvolution.ScratchFloats(transposed, _rowsPerBlock),
        DepthwiseConvolution.ScratchFloats(forward, Divide(forward.OutputHeight, BlocksPerImage), x.IsNormalized));

    public override int TaskCount => Math.Min(mostParts, Run.Rows);

    private int BlocksPerImage => DepthwiseStep.BlockCount(transposed, 1);

    public override void Execute(int task, int worker)
    {
        float* gradient = parts.Pointer + (long)task * length;
        new Span<float>(gradient, length).Clear();
        for (int image = task * Run.Rows / TaskCount; image < (task + 1) * Run.Rows / TaskCount; image++)
            for (int block = 0; block < BlocksPerImage; block++) Execute(image, block, gradient, Run.Scratch(worker));
    }

    // The rows of dy whose filter gradient is taken with a block of dx are about those that the block is made of.
    private void Execute(int image, int block, float* gradient, float* scratch)
    {
        float* slope = dy.Pointer + (long)image * transposed.SourceFloats;
        int firstRow = block * _rowsPerBlock, rows = Math.Min(_rowsPerBlock, transposed.OutputHeight - firstRow);
        DepthwiseConvolution.Forward(
            set, transposed, new DepthwiseSource { Values = slope }, filters, isTurned: true, dx.Pointer + (long)image * forward.SourceFloats, firstRow, rows, scratch);
        int first = block * forward.OutputHeight / BlocksPerImage, end = (block + 1) * forward.OutputHeight / BlocksPerImage;
        if (end > first)
            DepthwiseConvolution.FilterGradient(set, forward, x.Image((long)image * forward.SourceFloats), slope, gradient, first, end - first, scratch);
        if (epilogue.IsEmpty) return;
        long firstPixel = ((long)image * transposed.OutputHeight + firstRow) * transposed.OutputWidth;
        epilogue.Apply(
            set, dx, dx, image * BlocksPerImage + block, firstPixel, (long)rows * transposed.OutputWidth, transposed.OutputChannels, 0, transposed.OutputChannels);
    }
}
