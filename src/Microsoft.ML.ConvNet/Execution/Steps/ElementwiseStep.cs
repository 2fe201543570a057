namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A step over all elements of a batch (empty lanes included), cut into blocks of a fixed size.</summary>
internal abstract class ElementwiseStep(RunState run, int rowFloats, Interleaving lanes) : Step(run)
{
    private const long BlockFloats = 1 << 15;

    public override int TaskCount => Divide(Floats, BlockFloats);

    private long Floats => (long)lanes.Round(Run.Rows) * rowFloats;

    public override void Execute(int task, int worker)
    {
        long start = task * BlockFloats;
        Execute(start, Math.Min(start + BlockFloats, Floats));
    }

    protected abstract void Execute(long start, long end);
}
