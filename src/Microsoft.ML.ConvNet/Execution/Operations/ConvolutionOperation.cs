using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A convolution or a dense layer (a 1x1 convolution of a 1x1 image), with the batch norm (at scoring) and activation behind it.</summary>
internal sealed unsafe class ConvolutionOperation(
    GraphValue input, GraphValue output, ImageShape inputShape, SlidingWindow window, GraphParameter weight, GraphParameter? bias, int packedChannels, int packedArea)
    : Operation([input], output)
{
    private readonly CorrelationGeometry _forward = CorrelationGeometry.Forward(inputShape, window, output.Shape.Channels);

    /// <summary>The weight's parameter.</summary>
    public GraphParameter Weight { get; } = weight;

    /// <summary>Input channels of the weight in PyTorch's order.</summary>
    public int PackedChannels { get; } = packedChannels;

    /// <summary>Height times width of the weight in PyTorch's order.</summary>
    public int PackedArea { get; } = packedArea;

    private int OutputPixels => Output.Shape.Height * Output.Shape.Width;

    public PanelLayout Layout(KernelSet set) => new(set, _forward.Depth, _forward.OutputChannels);

    public override void EmitForward(PlanBuilder plan)
    {
        var norm = plan.IsTraining ? null : plan.Graph.SoleConsumer(Output) as BatchNormOperation;
        var activation = plan.Graph.SoleConsumer(norm?.Output ?? Output) as ActivationOperation;
        Epilogue epilogue;
        float* biases = bias is null ? null : plan.Parameters.Pointer(bias);
        if (norm is null)
        {
            epilogue = new Epilogue(null, null, biases, activation?.Kind ?? ActivationKind.Identity);
        }
        else
        {
            var (scale, shift) = norm.EmitScoringScale(plan, biases);
            epilogue = new Epilogue(scale, shift, null, activation?.Kind ?? ActivationKind.Identity);
            plan.MarkFused(norm);
        }

        var x = plan.Value(Input);
        var y = plan.NewBuffer(Output);
        plan.Emit(new ConvolutionStep(plan.Run, plan.Set, _forward, Layout(plan.Set), x, plan.Parameters.Pointer(Weight), y, epilogue), [x, y, .. epilogue.Buffers]);
        plan.SetValue(Output, y);
        if (norm is not null) plan.SetValue(norm.Output, y);
        if (activation is null) return;
        plan.MarkFused(activation);
        plan.SetValue(activation.Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        var activation = plan.Graph.SoleConsumer(Output) as ActivationOperation;
        var dy = plan.Gradient(activation?.Output ?? Output);
        var y = plan.Value(Output);
        var kind = activation?.Kind ?? ActivationKind.Identity;
        if (bias is not null || kind != ActivationKind.Identity)
        {
            int channels = Output.Shape.Channels;
            var sums = bias is null ? null : plan.NewBuffer((long)RowBlocks.For(channels).Count((long)plan.BatchSize * OutputPixels) * channels);
            plan.Emit(new BiasGradientStep(plan.Run, plan.Set, y, dy, OutputPixels, channels, kind, sums), y, dy, sums);
            if (bias is not null) plan.Emit(new SumBlocksStep(plan.Run, plan.Set, sums!, OutputPixels, channels, plan.Parameters.GradientPointer(bias)), sums);
        }

        EmitFilterGradient(plan, dy);
        plan.EmitGradient(Input, dx => EmitDataGradient(plan, dy, dx));
    }

    private void EmitFilterGradient(PlanBuilder plan, PlanBuffer dy)
    {
        var layout = Layout(plan.Set);
        var x = plan.Value(Input);
        float* gradient = plan.Parameters.GradientPointer(Weight);
        int parts = FilterGradientStep.PartsFor(_forward, layout, plan.BatchSize);
        var partBuffer = parts == 0 ? null : plan.NewBuffer(parts * layout.Length);
        var step = new FilterGradientStep(plan.Run, plan.Set, _forward, layout, x, dy, gradient, partBuffer);
        plan.Emit(step, x, dy, partBuffer);
        if (partBuffer is not null) plan.Emit(new SumPartsStep(plan.Run, plan.Set, step, partBuffer, layout.Length, gradient), partBuffer);
    }

    private void EmitDataGradient(PlanBuilder plan, PlanBuffer dy, PlanBuffer dx)
    {
        var transposed = CorrelationGeometry.Transposed(inputShape, window, Output.Shape.Channels);
        var layout = new PanelLayout(plan.Set, transposed.Depth, transposed.OutputChannels);
        var filters = plan.NewBuffer(layout.Length);
        plan.Emit(new TransposeFiltersStep(
            plan.Run, Layout(plan.Set), plan.Parameters.Pointer(Weight), inputShape.Channels, window.KernelHeight * window.KernelWidth, layout, filters), filters);
        plan.Emit(new ConvolutionStep(plan.Run, plan.Set, transposed, layout, dy, filters, dx), dy, filters, dx);
    }
}
