namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The images that a pooling sees: the batch's, or with interleaving one for each block and channel, whose "channels" are the images of the block.
/// </summary>
internal readonly record struct Images(ImageShape Shape, int PerBlock, Interleaving Lanes)
{
    public static Images For(PlanBuilder plan, ImageShape shape) =>
        plan.Lanes.IsOn ? new(shape with { Channels = plan.Lanes.Lanes }, shape.Channels, plan.Lanes) : new(shape, 1, plan.Lanes);

    public int Count(int rows) => Lanes.Blocks(rows) * PerBlock;
}
