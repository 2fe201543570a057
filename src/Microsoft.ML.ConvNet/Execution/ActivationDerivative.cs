using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>The derivative of an activation behind another operation, as far as the gradient's pass needs to know it.</summary>
/// <param name="Source">What the activation made; if the function needs its input, x of that input, x * scale + shift.</param>
/// <param name="Scale">Per-channel factors, or null for 1.</param>
/// <param name="Shift">Per-channel terms, or null for 0.</param>
internal sealed unsafe record ActivationDerivative(PlanBuffer Source, PlanBuffer? Scale, PlanBuffer? Shift, ActivationFunction Function)
{
    public IEnumerable<PlanBuffer> Buffers => new[] { Source, Scale, Shift }.OfType<PlanBuffer>();

    /// <summary>gradient *= f' for columns [firstColumn, firstColumn + columns) of rows of channels.</summary>
    public void Apply(KernelSet set, PlanBuffer gradient, long start, long count, int channels, int firstColumn, int columns)
    {
        if (columns == channels)
        {
            Apply(set, gradient, start, count, channels, 0);
            return;
        }

        for (long row = 0; row < count; row++) Apply(set, gradient, start + row * channels + firstColumn, 1, columns, firstColumn);
    }

    private void Apply(KernelSet set, PlanBuffer gradient, long start, long count, int channels, int firstColumn) =>
        Activation.Backward(
            set, Source.Pointer + start, gradient.Pointer + start, count, channels, Scale is null ? null : Scale.Pointer + firstColumn,
            Shift is null ? null : Shift.Pointer + firstColumn, Function);
}
