namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// Chooses the activations that training computes again instead of keeping them for the backward pass (Chen, Xu, Zhang and Guestrin 2016, Training Deep Nets with Sublinear
/// Memory Cost). Only what costs little is ever computed again: no convolution and no dense layer.
/// </summary>
internal static class Recomputation
{
    /// <summary>Drops all values that cost little, but those whose absence does not make the largest live set smaller.</summary>
    /// <param name="outputs">Values that the loss or the caller reads, which stay.</param>
    public static void Choose(StepOrder order, IReadOnlyCollection<PlanBuffer> outputs)
    {
        long arena = ArenaLayout.Assign(order.Buffers);
        PlanBuffer[] cheap = [.. order.Buffers.Where(buffer => buffer.Origins.Count > 0 && !outputs.Contains(buffer))];
        Drop(order, cheap, true);
        long least = order.LargestLiveSet;

        // The last values first: the backward pass needs them soon, so that they gain least.
        foreach (var value in cheap.Reverse())
        {
            Drop(order, [value], false);
            if (order.LargestLiveSet <= least) least = order.LargestLiveSet;
            else value.IsDropped = true;
        }

        order.Arrange();

        // Places are assigned one after the other: in a small network, where little is saved, more gaps may be left between them.
        if (ArenaLayout.Assign(order.Buffers) >= arena) Drop(order, cheap, false);
    }

    private static void Drop(StepOrder order, IEnumerable<PlanBuffer> values, bool isDropped)
    {
        foreach (var value in values) value.IsDropped = isDropped;
        order.Arrange();
    }
}
