using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The gradient of a norm's input, or of the inputs of two norms whose results are added.</summary>
/// <param name="dx">Receives the gradient of the norm's input; may be <paramref name="dy"/> if there is one norm.</param>
/// <param name="other">The other norm, whose input's gradient replaces <paramref name="dy"/>; null if there is one.</param>
internal sealed class NormGradientStep(RunState run, KernelSet set, NormGradient norm, NormGradient? other, PlanBuffer dy, PlanBuffer dx, int pixels, int channels)
    : ChannelRowsStep(run, pixels, channels)
{
    protected override void Execute(int block, long start, long count)
    {
        norm.Apply(set, dy, dx, start, count);
        other?.Apply(set, dy, dy, start, count);
    }
}
