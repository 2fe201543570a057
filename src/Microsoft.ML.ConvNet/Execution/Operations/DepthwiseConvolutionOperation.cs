using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>A convolution with one filter a channel, with the batch norm (at scoring) and activation behind it.</summary>
internal sealed unsafe class DepthwiseConvolutionOperation(GraphValue input, GraphValue output, SlidingWindow window, GraphParameter weight, GraphParameter? bias)
    : Operation([input], output), IFilterOperation
{
    private const int MostParts = 8;

    /// <summary>Into so many tasks a batch is cut at least when scoring: enough for a few threads, and few enough that lines which two blocks read are not copied often.</summary>
    private const int FewestScoringTasks = 4;

    private readonly CorrelationGeometry _forward = CorrelationGeometry.Forward(input.Shape, window, output.Shape.Channels);

    public GraphParameter Weight { get; } = weight;

    /// <summary>Whether it can normalise and activate its input on the way.</summary>
    public bool CanNormalize => !window.ShowsPixelsAgain;

    /// <summary>Whether it can have a convolution compute what it reads, line by line.</summary>
    public bool CanConvolve => _forward.Source.ShowsWholeLines;

    public bool IsPacked(bool isInterleaved) => true;

    public long PackedLength(KernelSet set) => Weight.Count;

    public void Pack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> values, Span<float> packed) => DepthwiseConvolution.Pack(values, Output.Shape.Channels, packed);

    public void Unpack(KernelSet set, bool isInterleaved, ReadOnlySpan<float> packed, Span<float> values) => DepthwiseConvolution.Unpack(packed, Output.Shape.Channels, values);

    public override void EmitForward(PlanBuilder plan)
    {
        var tail = new ConvolutionTail(plan, Output, bias);
        var epilogue = tail.EmitEpilogue(images => DepthwiseStep.BlockCount(_forward, images));
        if (plan.LeftConvolution(Input) is { } first)
        {
            var result = plan.NewBuffer(Output);
            var step = new ConvolvedDepthwiseStep(plan.Run, plan.Set, first, _forward, plan.Parameters.Pointer(Weight), result, epilogue);
            plan.Emit(step, [first.X, result, .. first.Epilogue.Buffers, .. epilogue.Buffers]);
            tail.SetValues(result, result);
            return;
        }

        var x = DepthwiseInput.For(plan, Input);
        var (raw, y) = tail.NewBuffers();
        plan.Emit(
            new DepthwiseStep(plan.Run, plan.Set, _forward, x, plan.Parameters.Pointer(Weight), isTurned: false, raw, y, epilogue, plan.IsTraining ? 1 : FewestScoringTasks),
            [.. x.Buffers, raw, y, .. epilogue.Buffers]);
        tail.SetValues(raw, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        var x = DepthwiseInput.For(plan, Input);
        PlanBuffer dy = new ConvolutionTail(plan, Output, bias).EmitGradient(), parts = plan.NewBuffer(MostParts * Weight.Count);
        if (window.ShowsPixelsAgain || !plan.NeedsGradient(Input))
        {
            plan.Emit(new DepthwiseFilterGradientStep(plan.Run, plan.Set, _forward, x, dy, parts, (int)Weight.Count, MostParts), [.. x.Buffers, dy, parts]);
            plan.EmitGradient(Input, dx => DataGradientEmission.Emit(plan, Input.Shape, window, dx, (shape, zeroBordered, target) =>
            {
                var transposed = CorrelationGeometry.Transposed(shape, zeroBordered, shape.Channels);
                plan.Emit(
                    new DepthwiseStep(
                        plan.Run, plan.Set, transposed, new DepthwiseInput(new Addend(dy), ActivationFunction.Identity), plan.Parameters.Pointer(Weight), isTurned: true,
                        target, target, Epilogue.None),
                    dy, target);
            }));
        }
        else
        {
            plan.EmitGradient(Input, canAccumulate: false, target => EmitGradients(plan, x, dy, target, parts));
        }

        plan.Emit(new SumPartsStep(plan.Run, plan.Set, parts, Weight.Count, rows => Math.Min(MostParts, rows), plan.Parameters.GradientPointer(Weight)), parts);
    }

    public override void Evaluate(ReferencePass pass)
    {
        double[] y = pass.NewValue(Output);
        Correlation.ForwardReference<double>(Input.Shape, window, Output.Shape.Channels, pass.Rows, pass.Value(Input), pass.Parameter(Weight), y);
        pass.AddBias(y, bias);
    }

    private void EmitGradients(PlanBuilder plan, DepthwiseInput x, PlanBuffer dy, GradientTarget target, PlanBuffer parts)
    {
        var transposed = CorrelationGeometry.Transposed(Input.Shape, window, Input.Shape.Channels);
        var sums = target.IsWhole ? plan.TakeGradientSums(Input, images => DepthwiseStep.BlockCount(transposed, images)) : null;
        var epilogue = Epilogue.For(sums);
        plan.Emit(
            new DepthwiseGradientStep(
                plan.Run, plan.Set, _forward, transposed, x, dy, plan.Parameters.Pointer(Weight), target.Buffer, epilogue, parts, (int)Weight.Count, MostParts),
            [.. x.Buffers, dy, target.Buffer, parts, .. epilogue.Buffers]);
    }
}
