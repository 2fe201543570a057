using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A step over blocks of interleaved images, a block a task.</summary>
internal abstract class InterleavedStep(RunState run, KernelSet set) : Step(run)
{
    public override int TaskCount => new Interleaving(Set.Lanes).Blocks(Run.Rows);

    protected KernelSet Set { get; } = set;
}
