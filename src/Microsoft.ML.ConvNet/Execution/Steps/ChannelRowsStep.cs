namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A step over rows of channels (all pixels of all images), cut into blocks that fit in cache.</summary>
internal abstract class ChannelRowsStep(RunState run, int pixels, int channels) : Step(run)
{
    private readonly RowBlocks _blocks = RowBlocks.For(channels);

    public override int TaskCount => _blocks.Count(Rows);

    protected int Channels { get; } = channels;

    protected long Rows => (long)Run.Rows * pixels;

    protected long RowsPerBlock => _blocks.RowsPerBlock;

    public override void Execute(int task, int worker)
    {
        var (first, count) = _blocks.Block(task, Rows);
        Execute(task, first * Channels, count);
    }

    protected abstract void Execute(int block, long start, long count);
}
