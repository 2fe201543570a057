using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Emits the steps of a convolution's filter gradient by the algorithm that the plan's <see cref="ConvolutionRule"/> chooses.</summary>
internal static unsafe class FilterGradientEmission
{
    /// <param name="forward">The forward pass's geometry.</param>
    /// <param name="layout">How the filters, and their gradient, are packed.</param>
    public static void Emit(PlanBuilder plan, CorrelationGeometry forward, in PanelLayout layout, PlanBuffer x, PlanBuffer dy, float* gradient)
    {
        if (plan.Graph.ConvolutionRule.FilterGradient(plan.Set, forward, layout, plan.BatchSize) is { } winograd)
        {
            EmitWinograd(plan, winograd, x, dy, gradient);
            return;
        }

        if (BlockedFilterGradient.Fits(forward, layout, plan.BatchSize))
        {
            EmitBlocked(plan, forward, layout, x, dy, gradient);
            return;
        }

        int parts = FilterGradientStep.PartsFor(forward, layout, plan.BatchSize);
        long length = forward.Groups * layout.Length;
        var partBuffer = parts == 0 ? null : plan.NewBuffer(parts * length);
        var step = new FilterGradientStep(plan.Run, plan.Set, forward, layout, x, dy, gradient, partBuffer);
        plan.Emit(step, x, dy, partBuffer);
        if (partBuffer is not null) plan.Emit(new SumPartsStep(plan.Run, plan.Set, partBuffer, length, _ => step.Parts, gradient), partBuffer);
    }

    private static void EmitBlocked(PlanBuilder plan, CorrelationGeometry forward, in PanelLayout layout, PlanBuffer x, PlanBuffer dy, float* gradient)
    {
        var blocked = new BlockedFilterGradient(plan.Set, forward, layout);
        int parts = BlockedFilterGradientStep.PartsFor(blocked, forward.Groups, plan.BatchSize);
        long length = forward.Groups * layout.Length;
        var partBuffer = parts == 1 ? null : plan.NewBuffer(parts * length);
        var step = new BlockedFilterGradientStep(plan.Run, blocked, forward, length, x, dy, gradient, partBuffer);
        plan.Emit(step, x, dy, partBuffer);
        if (partBuffer is not null) plan.Emit(new SumPartsStep(plan.Run, plan.Set, partBuffer, length, _ => step.Parts, gradient), partBuffer);
    }

    private static void EmitWinograd(PlanBuilder plan, WinogradFilterGradient winograd, PlanBuffer x, PlanBuffer dy, float* gradient)
    {
        int parts = WinogradFilterGradientStep.PartsFor(winograd, plan.BatchSize);
        var sums = parts == 1 ? null : plan.NewBuffer(parts * winograd.BlockCount * winograd.SumFloats);
        var step = new WinogradFilterGradientStep(plan.Run, winograd, x, dy, parts, sums, gradient);
        plan.Emit(step, x, dy, sums);
        if (sums is not null) plan.Emit(new WinogradFilterSumStep(plan.Run, winograd, step, sums, gradient), sums);
    }
}
