using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The filter gradient by <see cref="BlockedFilterGradient"/>, a block of filter elements and outputs a task. Few blocks: each task sums a fixed share of the pixels into a part
/// of its own, and the parts are added up in order.
/// </summary>
/// <param name="length">Floats of the gradient of all groups.</param>
/// <param name="parts">Room for the parts; null for one part.</param>
internal sealed unsafe class BlockedFilterGradientStep(
    RunState run, BlockedFilterGradient blocked, CorrelationGeometry geometry, long length, PlanBuffer x, PlanBuffer dy, float* gradient, PlanBuffer? parts) : Step(run)
{
    /// <summary>With fewer tasks the pixels are shared out too.</summary>
    private const int FewTasks = 8;

    /// <summary>With fewer tasks a multiple of <see cref="Evenness"/> keeps all threads busy to the end.</summary>
    private const int ManyTasks = 16, Evenness = 4;

    /// <summary>Pixels of a part that are worth the room for its sums.</summary>
    private const int LeastPixels = 96;

    public override long ScratchFloats => blocked.ScratchFloats;

    public override int TaskCount => Blocks * Parts;

    /// <summary>Parts that are written for the current rows.</summary>
    public int Parts => parts is null ? 1 : PartsFor(blocked, geometry.Groups, Run.Rows);

    private int Blocks => geometry.Groups * blocked.BlockCount;

    /// <summary>Parts of a number of images.</summary>
    public static int PartsFor(BlockedFilterGradient blocked, int groups, int images)
    {
        int blocks = groups * blocked.BlockCount, most = Math.Max(1, images * blocked.PixelsPerImage / LeastPixels), count = 1;
        while (count < most && blocks * count < ManyTasks && (blocks * count < FewTasks || blocks * count % Evenness != 0)) count++;
        return count;
    }

    public override void Execute(int task, int worker)
    {
        int group = task % geometry.Groups, block = task / geometry.Groups % blocked.BlockCount, part = task / Blocks, count = Parts;
        int pixels = Run.Rows * blocked.PixelsPerImage, first = (int)((long)part * pixels / count), end = (int)((long)(part + 1) * pixels / count);
        float* sums = (parts is null ? gradient : parts.Pointer + part * length) + group * (length / geometry.Groups);
        blocked.Sum(block, x.Pointer + group * geometry.Source.Channels, dy.Pointer + group * geometry.OutputChannels, first, end - first, sums, Run.Scratch(worker));
    }
}
