using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// A convolution, in groups of channels, or a dense layer (a 1x1 convolution of a 1x1 image), with the batch norm (at scoring) and activation behind it.
/// </summary>
internal sealed unsafe class ConvolutionOperation(
    GraphValue input, GraphValue output, ImageShape inputShape, SlidingWindow window, GraphParameter weight, GraphParameter? bias, int groups, bool isDense)
    : Operation([input], output), IFilterOperation
{
    /// <summary>Weights of a dense layer that its data gradient reads in place: turned around first, they would cost more in memory than in arithmetic.</summary>
    private const long LargeDense = 1 << 20;

    private readonly CorrelationGeometry _forward = CorrelationGeometry.Forward(inputShape, window, output.Shape.Channels, groups);

    /// <summary>The weight's parameter.</summary>
    public GraphParameter Weight { get; } = weight;

    /// <summary>Whether it is a dense layer.</summary>
    public bool IsDense { get; } = isDense;

    /// <summary>Whether the batch-interleaved kernels can do it.</summary>
    public bool IsPlain => groups == 1 && window is { DilationHeight: 1, DilationWidth: 1, Border: PaddingMode.Zeros };

    private InterleavedEmission Interleaved => new(this, _forward, CorrelationGeometry.Transposed(inputShape, window, Output.Shape.Channels), Weight, bias);

    // Of one group.
    private PanelLayout Layout(KernelSet set) => PanelLayout.Filters(set, _forward);

    public bool IsPacked(bool isInterleaved) => IsDense || !isInterleaved;

    public long PackedLength(KernelSet set) => groups * Layout(set).Length;

    public void Pack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> values, Span<float> packed)
    {
        var (channels, area) = Packing(isInterleaved);
        int count = values.Length / groups, length = packed.Length / groups;
        for (int group = 0; group < groups; group++)
            FilterPacking.Pack(Layout(set), values.Slice(group * count, count), channels, area, packed.Slice(group * length, length));
    }

    public void Unpack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> packed, Span<float> values)
    {
        var (channels, area) = Packing(isInterleaved);
        int count = values.Length / groups, length = packed.Length / groups;
        for (int group = 0; group < groups; group++)
            FilterPacking.Unpack(Layout(set), packed.Slice(group * length, length), channels, area, values.Slice(group * count, count));
    }

    /// <summary>Input channels (of a group) and kernel area of the weight in PyTorch's order; a dense layer behind interleaved activations gets rows in C, H, W order.</summary>
    private (int Channels, int Area) Packing(bool isInterleaved)
    {
        if (!IsDense) return (inputShape.Channels / groups, window.KernelHeight * window.KernelWidth);
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
            EmitBackward(plan, plan.Value(Input), emit => plan.EmitGradient(Input, CanAccumulate(plan), emit));
            return;
        }

        EmitBackward(plan, plan.Kept(this), emit =>
        {
            var rows = plan.NewBuffer(Input);
            emit(new GradientTarget(rows, Accumulate: false, IsWhole: false));
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
        var tail = new ConvolutionTail(plan, Output, bias);
        var epilogue = tail.EmitEpilogue(CorrelationEmission.BlockCount(plan, _forward));
        if (IsLeft(plan, tail))
        {
            plan.LeaveToConsumer(tail.Result, new LeftConvolution(_forward, Layout(plan.Set), x, new FilterMemory(plan.Parameters.Pointer(Weight)), epilogue));
            tail.Leave();
            return;
        }

        var (raw, y) = tail.NewBuffers();
        CorrelationEmission.Emit(plan, _forward, Layout(plan.Set), x, new FilterMemory(plan.Parameters.Pointer(Weight)), raw, y, epilogue, plan.IsTraining ? null : Weight);
        tail.SetValues(raw, y);
    }

    // At scoring a depthwise convolution computes what it reads on the way.
    private bool IsLeft(PlanBuilder plan, ConvolutionTail tail) =>
        !plan.IsTraining && !tail.HasAddition && plan.Graph.SoleConsumer(tail.Result) is DepthwiseConvolutionOperation { CanConvolve: true }
        && LeftConvolution.Pays(_forward, Layout(plan.Set), plan.BatchSize) && CorrelationEmission.IsDirect(plan, _forward);

    /// <param name="emitGradient">Takes the steps that write the input's gradient or add to it.</param>
    private void EmitBackward(PlanBuilder plan, PlanBuffer x, Action<Action<GradientTarget>> emitGradient)
    {
        var dy = new ConvolutionTail(plan, Output, bias).EmitGradient();
        FilterGradientEmission.Emit(plan, _forward, Layout(plan.Set), x, dy, plan.Parameters.GradientPointer(Weight));
        emitGradient(target => DataGradientEmission.Emit(
            plan, inputShape, window, target.Buffer, (shape, zeroBordered, dx) => EmitDataGradient(plan, shape, zeroBordered, dy, target with { Buffer = dx })));
    }

    private CorrelationGeometry Transposed(ImageShape shape, SlidingWindow zeroBordered) => CorrelationGeometry.Transposed(shape, zeroBordered, Output.Shape.Channels, groups);

    private void EmitDataGradient(PlanBuilder plan, ImageShape shape, SlidingWindow zeroBordered, PlanBuffer dy, GradientTarget target)
    {
        if (IsLargeDense(plan))
        {
            EmitLargeDenseGradient(plan, dy, target.Buffer);
            return;
        }

        if (DataGradientPhase.Fits(zeroBordered, groups))
        {
            EmitPhases(plan, shape, zeroBordered, dy, target);
            return;
        }

        var transposed = Transposed(shape, zeroBordered);
        var (layout, filters) = EmitTurnedFilters(plan, transposed, FilterPacking.Turned(window.KernelHeight * window.KernelWidth));
        var sums = target.IsWhole && shape == Input.Shape ? plan.TakeGradientSums(Input, CorrelationEmission.BlockCount(plan, transposed)) : null;
        CorrelationEmission.Emit(
            plan, transposed, layout, dy, filters, target.Buffer, target.Buffer, Epilogue.For(sums), accumulate: target.Accumulate);
    }

    /// <summary>Whether the data gradient can be added to what other operations have written.</summary>
    private bool CanAccumulate(PlanBuilder plan) => !window.ShowsPixelsAgain && !IsLargeDense(plan)
        && (DataGradientPhase.Fits(window, groups) || CorrelationEmission.CanAccumulate(plan, Transposed(inputShape, window)));

    private bool IsLargeDense(PlanBuilder plan) => IsDense && Layout(plan.Set) is { IsQuad: false, Length: >= LargeDense };

    private void EmitPhases(PlanBuilder plan, ImageShape shape, SlidingWindow zeroBordered, PlanBuffer dy, GradientTarget target)
    {
        var dx = target.Buffer;
        var phases = DataGradientPhase.All(shape, zeroBordered, Output.Shape.Channels, out bool isComplete);
        if (!isComplete && !target.Accumulate) plan.Emit(new ClearStep(plan.Run, dx, shape.Size), dx);
        foreach (var (geometry, taps) in phases)
        {
            var (layout, filters) = EmitTurnedFilters(plan, geometry, taps);
            plan.Emit(new ConvolutionStep(plan.Run, plan.Set, geometry, layout, dy, filters, dx, dx, Epilogue.None, target.Accumulate), dy, filters.Buffer, dx);
        }
    }

    private (PanelLayout Layout, FilterMemory Filters) EmitTurnedFilters(PlanBuilder plan, CorrelationGeometry transposed, int[] taps)
    {
        var layout = Layout(plan.Set).Turned(plan.Set, transposed);
        if (layout.IsTurnedQuad) return (layout, new FilterMemory(plan.Parameters.Pointer(Weight)));
        var filters = plan.NewBuffer(groups * layout.Length);
        plan.Emit(new TransposeFiltersStep(
            plan.Run, Layout(plan.Set), plan.Parameters.Pointer(Weight), transposed.OutputChannels, taps, groups, layout, filters), filters);
        return (layout, new FilterMemory(filters));
    }

    private void EmitLargeDenseGradient(PlanBuilder plan, PlanBuffer dy, PlanBuffer dx)
    {
        var layout = Layout(plan.Set);
        var turned = plan.NewBuffer(DenseDataGradient.TurnedFloats(plan.Set, layout, plan.BatchSize));
        plan.Emit(new TurnRowsStep(plan.Run, plan.Set, layout, dy, turned), dy, turned);
        plan.Emit(new DenseDataGradientStep(plan.Run, plan.Set, layout, plan.Parameters.Pointer(Weight), turned, dx), turned, dx);
    }
}
