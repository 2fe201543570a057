using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Adds partial results up in order: result = sum of the parts, each of the result's length.</summary>
/// <param name="partCount">Parts that were written for a number of rows.</param>
internal sealed unsafe class SumPartsStep(RunState run, KernelSet set, PlanBuffer parts, long length, Func<int, int> partCount, float* result) : Step(run)
{
    private const long BlockFloats = 1 << 14;

    public override int TaskCount => Divide(length, BlockFloats);

    public override void Execute(int task, int worker) =>
        ChannelReduction.SumParts(set, parts.Pointer, length, partCount(Run.Rows), result, task * BlockFloats, Math.Min((task + 1) * BlockFloats, length));
}
