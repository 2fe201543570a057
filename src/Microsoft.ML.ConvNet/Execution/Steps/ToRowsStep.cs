using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Blocks to rows, each row's values in C, H, W order.</summary>
internal sealed unsafe class ToRowsStep(RunState run, int lanes, PlanBuffer blocks, PlanBuffer rows, int values) : Step(run)
{
    public override int TaskCount => new Interleaving(lanes).Blocks(Run.Rows);

    public override void Execute(int task, int worker)
    {
        int first = task * lanes;
        Interleave.ToRows(blocks.Pointer + (long)first * values, Math.Min(lanes, Run.Rows - first), values, lanes, rows.Pointer + (long)first * values);
    }
}
