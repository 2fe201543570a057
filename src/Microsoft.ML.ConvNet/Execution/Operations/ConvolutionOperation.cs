using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A convolution or a dense layer (a 1x1 convolution of a 1x1 image), with the batch norm (at scoring) and activation behind it.</summary>
internal sealed unsafe class ConvolutionOperation(
    GraphValue input, GraphValue output, ImageShape inputShape, SlidingWindow window, GraphParameter weight, GraphParameter? bias, bool isDense)
    : Operation([input], output), IFilterOperation
{
    private readonly CorrelationGeometry _forward = CorrelationGeometry.Forward(inputShape, window, output.Shape.Channels);

    /// <summary>The weight's parameter.</summary>
    public GraphParameter Weight { get; } = weight;

    /// <summary>Whether it is a dense layer.</summary>
    public bool IsDense { get; } = isDense;

    public bool HasDilation => window is not { DilationHeight: 1, DilationWidth: 1 };

    private InterleavedEmission Interleaved => new(this, _forward, CorrelationGeometry.Transposed(inputShape, window, Output.Shape.Channels), Weight, bias);

    private int OutputPixels => Output.Shape.Height * Output.Shape.Width;

    private PanelLayout Layout(KernelSet set) => new(set, _forward.Depth, _forward.OutputChannels);

    public bool IsPacked(bool isInterleaved) => IsDense || !isInterleaved;

    public long PackedLength(KernelSet set) => Layout(set).Length;

    public void Pack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> values, Span<float> packed)
    {
        var (channels, area) = Packing(isInterleaved);
        FilterPacking.Pack(Layout(set), values, channels, area, packed);
    }

    public void Unpack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> packed, Span<float> values)
    {
        var (channels, area) = Packing(isInterleaved);
        FilterPacking.Unpack(Layout(set), packed, channels, area, values);
    }

    /// <summary>Input channels and kernel area of the weight in PyTorch's order; a dense layer behind interleaved activations gets rows in C, H, W order.</summary>
    private (int Channels, int Area) Packing(bool isInterleaved)
    {
        if (!IsDense) return (inputShape.Channels, window.KernelHeight * window.KernelWidth);
        var memory = Input.MemoryShape;
        return isInterleaved ? (memory.Size, 1) : (memory.Channels, memory.Height * memory.Width);
    }

    public override void EmitForward(PlanBuilder plan)
    {
        if (plan.Lanes.IsOn)
        {
            if (!IsDense)
            {
                Interleaved.EmitForward(plan);
                return;
            }

            var blocks = plan.Value(Input);
            plan.SwitchLanes(1);
            var rows = plan.NewBuffer(Input);
            plan.Emit(new ToRowsStep(plan.Run, plan.Parameters.Set.Lanes, blocks, rows, Input.Shape.Size), blocks, rows);
            plan.Keep(this, rows);
            EmitForward(plan, rows);
            return;
        }

        EmitForward(plan, plan.Value(Input));
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        if (plan.Lanes.IsOn)
        {
            Interleaved.EmitBackward(plan);
            return;
        }

        if (!plan.Parameters.IsInterleaved || !plan.HasKept(this))
        {
            EmitBackward(plan, plan.Value(Input), dx => plan.EmitGradient(Input, dx));
            return;
        }

        EmitBackward(plan, plan.Kept(this), emit =>
        {
            var rows = plan.NewBuffer(Input);
            emit(rows);
            plan.SwitchLanes(plan.Set.Lanes);
            plan.EmitGradient(Input, blocks => plan.Emit(new FromRowsStep(plan.Run, plan.Set.Lanes, rows, blocks, Input.Shape.Size, 1), rows, blocks));
        });
    }

    public override void Evaluate(ReferencePass pass)
    {
        // A dense layer is a convolution whose kernel is the whole image: its weight is over C, H, W order, whatever order the memory has.
        var image = IsDense ? Input.MemoryShape : inputShape;
        var kernel = IsDense ? new SlidingWindow(image.Height, image.Width) : window;
        double[] y = pass.NewValue(Output);
        Correlation.ForwardReference<double>(image, kernel, Output.Shape.Channels, pass.Rows, pass.Value(Input), pass.Parameter(Weight), y);
        pass.AddBias(y, bias);
    }

    private void EmitForward(PlanBuilder plan, PlanBuffer x)
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

        var y = plan.NewBuffer(Output);
        plan.Emit(new ConvolutionStep(plan.Run, plan.Set, _forward, Layout(plan.Set), x, plan.Parameters.Pointer(Weight), y, epilogue), [x, y, .. epilogue.Buffers]);
        plan.SetValue(Output, y);
        if (norm is not null) plan.SetValue(norm.Output, y);
        if (activation is null) return;
        plan.MarkFused(activation);
        plan.SetValue(activation.Output, y);
    }

    /// <param name="emitGradient">Takes the steps that write the input's gradient.</param>
    private void EmitBackward(PlanBuilder plan, PlanBuffer x, Action<Action<PlanBuffer>> emitGradient)
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
            if (bias is not null)
                plan.Emit(new SumPartsStep(plan.Run, plan.Set, sums!, channels, rows => RowBlocks.For(channels).Count((long)rows * OutputPixels), plan.Parameters.GradientPointer(bias)), sums);
        }

        EmitFilterGradient(plan, x, dy);
        emitGradient(dx => EmitDataGradient(plan, dy, dx));
    }

    private void EmitFilterGradient(PlanBuilder plan, PlanBuffer x, PlanBuffer dy)
    {
        var layout = Layout(plan.Set);
        float* gradient = plan.Parameters.GradientPointer(Weight);
        int parts = FilterGradientStep.PartsFor(_forward, layout, plan.BatchSize);
        var partBuffer = parts == 0 ? null : plan.NewBuffer(parts * layout.Length);
        var step = new FilterGradientStep(plan.Run, plan.Set, _forward, layout, x, dy, gradient, partBuffer);
        plan.Emit(step, x, dy, partBuffer);
        if (partBuffer is not null) plan.Emit(new SumPartsStep(plan.Run, plan.Set, partBuffer, layout.Length, _ => step.Parts, gradient), partBuffer);
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
