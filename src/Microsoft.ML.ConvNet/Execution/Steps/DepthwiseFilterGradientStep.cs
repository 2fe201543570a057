using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The filter gradient: each task sums a fixed share of the images into a part of its own.</summary>
internal sealed unsafe class DepthwiseFilterGradientStep(
    RunState run, KernelSet set, CorrelationGeometry geometry, DepthwiseInput x, PlanBuffer dy, PlanBuffer parts, int length, int mostParts) : Step(run)
{
    private readonly int _rowsPerBlock = DepthwiseConvolution.RowsPerBlock(geometry);

    public override long ScratchFloats => DepthwiseConvolution.ScratchFloats(geometry, _rowsPerBlock, x.IsNormalized);

    public override int TaskCount => Math.Min(mostParts, Run.Rows);

    public override void Execute(int task, int worker)
    {
        float* gradient = parts.Pointer + (long)task * length;
        new Span<float>(gradient, length).Clear();
        long outputFloats = (long)geometry.OutputHeight * geometry.OutputWidth * geometry.OutputChannels;
        for (int image = task * Run.Rows / TaskCount; image < (task + 1) * Run.Rows / TaskCount; image++)
        {
            var source = x.Image((long)image * geometry.SourceFloats);
            float* slope = dy.Pointer + image * outputFloats;
            for (int row = 0; row < geometry.OutputHeight; row += _rowsPerBlock)
                DepthwiseConvolution.FilterGradient(
                    set, geometry, source, slope, gradient, row, Math.Min(_rowsPerBlock, geometry.OutputHeight - row), Run.Scratch(worker));
        }
    }
}
