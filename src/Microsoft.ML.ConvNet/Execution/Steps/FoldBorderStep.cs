using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of a padded image to that of the image, an image a task.</summary>
internal sealed unsafe class FoldBorderStep(RunState run, KernelSet set, PaddedImage image, PlanBuffer padded, PlanBuffer result) : Step(run)
{
    public override int TaskCount => Run.Rows;

    public override void Execute(int task, int worker) => image.Fold(
        set, padded.Pointer + (long)task * image.Height * image.Width * image.Channels, result.Pointer + (long)task * image.SourceHeight * image.SourceWidth * image.Channels);
}
