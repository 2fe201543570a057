using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Rows to blocks: the batch's images (H, W, C to C, H, W), or with one channel values in their own order.</summary>
internal sealed unsafe class FromRowsStep(RunState run, int lanes, PlanBuffer rows, PlanBuffer blocks, int pixels, int channels) : Step(run)
{
    public override int TaskCount => new Interleaving(lanes).Blocks(Run.Rows);

    public override void Execute(int task, int worker)
    {
        long values = (long)pixels * channels;
        int first = task * lanes;
        Interleave.FromRows(rows.Pointer + first * values, Math.Min(lanes, Run.Rows - first), pixels, channels, lanes, blocks.Pointer + first * values);
    }
}
