using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Each block's filter gradient.</summary>
internal sealed unsafe class InterleavedFilterGradientStep(RunState run, KernelSet set, CorrelationGeometry geometry, PlanBuffer x, PlanBuffer dy, PlanBuffer parts)
    : InterleavedStep(run, set)
{
    public override long ScratchFloats => InterleavedConvolution.ScratchFloats(Set, geometry);

    public override void Execute(int task, int worker)
    {
        int lanes = Set.Lanes, outputs = geometry.OutputChannels;
        long outputFloats = (long)geometry.OutputHeight * geometry.OutputWidth * outputs * lanes;
        InterleavedConvolution.FilterGradient(
            Set, geometry, x.Pointer + (long)task * geometry.SourceFloats * lanes, dy.Pointer + task * outputFloats,
            parts.Pointer + (long)task * outputs * geometry.Depth, Run.Scratch(worker));
    }
}
