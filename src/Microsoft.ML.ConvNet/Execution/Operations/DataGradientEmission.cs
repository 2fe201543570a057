using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// The data gradient of a convolution with any border: with zeros it is a correlation of the output's gradient; where the border shows pixels again, it is that
/// of the padded input, folded back.
/// </summary>
internal static class DataGradientEmission
{
    /// <param name="emit">Emits the gradient of an input of a shape under a window (whose border is zeros) into a buffer.</param>
    public static void Emit(PlanBuilder plan, ImageShape input, SlidingWindow window, PlanBuffer dx, Action<ImageShape, SlidingWindow, PlanBuffer> emit)
    {
        if (!window.ShowsPixelsAgain)
        {
            emit(input, window, dx);
            return;
        }

        var shape = window.Padded(input);
        var padded = plan.NewBuffer((long)plan.BatchSize * shape.Size);
        emit(shape, window.WithoutPadding(), padded);
        var image = new PaddedImage(
            input.Height, input.Width, input.Channels, shape.Height, shape.Width, window.PaddingTop, window.PaddingLeft, Border: window.Border);
        plan.Emit(new FoldBorderStep(plan.Run, plan.Set, image, padded, dx), padded, dx);
    }
}
