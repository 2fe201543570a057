using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What the steps of a batch norm's backward pass share.</summary>
/// <param name="X">The norm's input.</param>
/// <param name="Scale">A rectifier behind the norm took x * scale + shift.</param>
/// <param name="Shift">See <paramref name="Scale"/>.</param>
/// <param name="Statistics">Mean and variance.</param>
/// <param name="Rectifier">The identity if there is none, or if another step has taken its derivative.</param>
/// <param name="Blocks">Sums of the gradient, block by block.</param>
/// <param name="Coefficients">Of the input's gradient, made of the sums.</param>
internal sealed unsafe record NormGradient(
    int Channels, PlanBuffer X, PlanBuffer Scale, PlanBuffer Shift, PlanBuffer Statistics, ActivationFunction Rectifier, BlockSums Blocks, PlanBuffer Coefficients)
{
    public PlanBuffer[] Buffers => [X, Scale, Shift, Statistics, Blocks.Buffer, Coefficients];

    /// <summary>The sums of columns [firstColumn, firstColumn + columns) of a block.</summary>
    public void TakeSums(KernelSet set, PlanBuffer gradient, int block, long start, long count, int firstColumn, int columns) =>
        BatchNorm.BlockGradientSums(
            set, Rows(gradient, start, count, firstColumn, columns), Rectifier, Statistics.Pointer + firstColumn, Blocks.First(block) + firstColumn,
            Blocks.Second(block) + firstColumn);

    /// <summary>The input's gradient for a block, which may overwrite the gradient.</summary>
    public void Apply(KernelSet set, PlanBuffer gradient, PlanBuffer dx, long start, long count)
    {
        float* factor = Coefficients.Pointer;
        BatchNorm.Backward(set, Rows(gradient, start, count, 0, Channels), Rectifier, dx.Pointer + start, factor, factor + Channels, factor + 2 * Channels);
    }

    private NormRows Rows(PlanBuffer gradient, long start, long count, int firstColumn, int columns) => new()
    {
        X = X.Pointer + start + firstColumn, Gradient = gradient.Pointer + start + firstColumn, Count = count, Channels = columns, Stride = Channels,
        Scale = Scale.Pointer + firstColumn, Shift = Shift.Pointer + firstColumn, Parameter = Rectifier.Parameter,
    };
}
