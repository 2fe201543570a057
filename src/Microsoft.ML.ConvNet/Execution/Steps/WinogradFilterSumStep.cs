using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Adds up the parts of a <see cref="WinogradFilterGradientStep"/> in order and transforms them to the filters' gradient.</summary>
internal sealed unsafe class WinogradFilterSumStep(
    RunState run, WinogradFilterGradient winograd, WinogradFilterGradientStep before, PlanBuffer sums, float* gradient) : Step(run)
{
    /// <summary>Tasks of a block.</summary>
    private const int Shares = 4;

    public override long ScratchFloats => winograd.ScratchFloats;

    public override int TaskCount => winograd.BlockCount * Shares;

    public override void Execute(int task, int worker)
    {
        int block = task / Shares;
        winograd.Finish(
            block, task % Shares, Shares, sums.Pointer + block * winograd.SumFloats, winograd.BlockCount * winograd.SumFloats, before.Parts, gradient, Run.Scratch(worker));
    }
}
