using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>Batch normalisation, with the activation behind it in the same pass.</summary>
/// <param name="weight">Null for 1.</param>
/// <param name="bias">Null for 0.</param>
internal sealed unsafe class BatchNormOperation(
    GraphValue input, GraphValue output, GraphParameter? weight, GraphParameter? bias, GraphParameter runningMean, GraphParameter runningVariance, float epsilon, float momentum)
    : Operation([input], output)
{
    private readonly int _channels = input.Shape.Channels;
    private readonly int _pixels = input.Shape.Height * input.Shape.Width;

    /// <summary>At scoring the norm is y = x * scale + shift with constants: two buffers of channels, for whoever applies it.</summary>
    /// <param name="biases">A bias that is added to x before, or null.</param>
    public (PlanBuffer Scale, PlanBuffer Shift) EmitScoringScale(PlanBuilder plan, float* biases)
    {
        PlanBuffer scale = plan.NewKeptBuffer(_channels), shift = plan.NewKeptBuffer(_channels);
        var parameters = plan.Parameters;
        plan.Preparations.Add(new ScoringScaleStep(
            plan.Run, _channels, parameters.Pointer(runningMean), parameters.Pointer(runningVariance), parameters.Pointer(weight), parameters.Pointer(bias), epsilon,
            biases, scale, shift));
        return (scale, shift);
    }

    public override void EmitForward(PlanBuilder plan)
    {
        var x = plan.Value(Input);
        var (scale, shift) = plan.IsTraining ? EmitStatistics(plan, x) : EmitScoringScale(plan, null);

        // A sum normalises its operand on the way.
        if (plan.IsTraining && plan.Graph.SoleConsumer(Output) is AddOperation)
        {
            plan.LeaveToConsumer(Output, this);
            return;
        }

        var activation = FusedActivation.Behind(plan, Output);
        if (plan.IsTraining) plan.OfferGradientSums(activation.Output, blockCount => NewGradientSums(plan, activation.Function, blockCount));

        // A depthwise convolution normalises and activates what it reads, forward and backward, if that costs less than to read the result.
        if (plan.IsTraining && activation.Function.IsRectifier && plan.Graph.SoleConsumer(activation.Output) is DepthwiseConvolutionOperation { CanNormalize: true })
        {
            plan.LeaveToConsumer(activation.Output, this);
            activation.Leave(plan);
            return;
        }

        var y = plan.NewBuffer(Output);
        plan.EmitCheap(new NormalizeStep(plan.Run, plan.Set, x, y, _pixels, _channels, new Epilogue(scale, shift, null, activation.Function)), y, x, scale, shift);
        plan.SetValue(Output, y);
        activation.Finish(plan, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        var activation = FusedActivation.Behind(plan, Output);
        var dy = plan.Gradient(activation.Output);
        if (plan.TakenGradientSums(activation.Output) is not { } sums)
        {
            sums = NewGradientSums(plan, activation.Function, BlockCount);
            plan.Emit(new RowSumsStep(plan.Run, plan.Set, dy, _pixels, _channels, sums), [dy, .. sums.Buffers]);
        }

        EmitCoefficients(plan, sums.Norm);
        if (!plan.NeedsGradient(Input)) return;
        plan.Emit(new NormGradientStep(plan.Run, plan.Set, sums.Norm, null, dy, dy, _pixels, _channels), [dy, .. sums.Norm.Buffers]);
        plan.GiveGradient(Input, dy);
    }

    /// <summary>The norm as an operand of a sum that normalises it.</summary>
    public Addend ToAddend(PlanBuilder plan) => new(plan.Value(Input), plan.Kept(this, 1), plan.Kept(this, 2));

    /// <summary>What the steps of the backward pass share.</summary>
    /// <param name="blockCount">Blocks of the sums for a number of images.</param>
    public NormGradient NewGradient(PlanBuilder plan, ActivationFunction rectifier, Func<int, int> blockCount) =>
        new(
            _channels, plan.Value(Input), plan.Kept(this, 1), plan.Kept(this, 2), plan.Kept(this), rectifier, new BlockSums(plan, _channels, blockCount),
            plan.NewBuffer(3L * _channels));

    /// <summary>When a block's sums have been taken: the gradients of weight and bias, and the coefficients of the input's gradient.</summary>
    public void EmitCoefficients(PlanBuilder plan, NormGradient norm) =>
        plan.Emit(
            new GradientCoefficientsStep(
                plan.Run, plan.Set, norm, _pixels, plan.Parameters.Pointer(weight), epsilon, plan.Parameters.GradientPointer(weight), plan.Parameters.GradientPointer(bias)),
            norm.Buffers);

    public override void Evaluate(ReferencePass pass)
    {
        double[] x = pass.Value(Input), mean = pass.Parameter(runningMean), variance = pass.Parameter(runningVariance);
        if (pass.IsTraining)
        {
            double[] batchMean = new double[_channels], batchVariance = new double[_channels];
            BatchNorm.StatisticsReference<double>(x, batchMean, batchVariance);

            // The running variance is the unbiased one.
            double count = (double)x.Length / _channels, unbiased = count > 1 ? count / (count - 1) : 1;
            pass.Statistics[runningMean.Name] = [.. mean.Zip(batchMean, (old, batch) => (1 - momentum) * old + momentum * batch)];
            pass.Statistics[runningVariance.Name] = [.. variance.Zip(batchVariance, (old, batch) => (1 - momentum) * old + momentum * batch * unbiased)];
            (mean, variance) = (batchMean, batchVariance);
        }

        ReadOnlySpan<double> weights = weight is null ? default : pass.Parameter(weight), biases = bias is null ? default : pass.Parameter(bias);
        BatchNorm.ForwardReference(x, mean, variance, weights, biases, epsilon, pass.NewValue(Output));
    }

    private (PlanBuffer Scale, PlanBuffer Shift) EmitStatistics(PlanBuilder plan, PlanBuffer x)
    {
        var parameters = plan.Parameters;
        if (plan.Statistics(Input) is not { } taken)
        {
            taken = new NormStatistics(new BlockSums(plan, _channels, BlockCount));
            plan.Emit(new RowSumsStep(plan.Run, plan.Set, x, _pixels, _channels, taken), x, taken.Blocks.Buffer);
        }

        var blocks = taken.Blocks;
        PlanBuffer statistics = plan.NewBuffer(2L * _channels), scale = plan.NewBuffer(_channels), shift = plan.NewBuffer(_channels);
        plan.Keep(this, statistics, scale, shift);
        plan.Emit(
            new CombineStatisticsStep(
                plan.Run, _pixels, _channels, blocks, statistics, parameters.Pointer(weight), parameters.Pointer(bias), epsilon, momentum,
                parameters.Pointer(runningMean), parameters.Pointer(runningVariance), scale, shift),
            blocks.Buffer, statistics, scale, shift);
        return (scale, shift);
    }

    // A rectifier's derivative is taken in both passes; others are multiplied into the gradient with the sums. What the activation took in is not kept: it is the
    // norm's input, scaled and shifted.
    private NormGradientSums NewGradientSums(PlanBuilder plan, ActivationFunction function, Func<int, int> blockCount)
    {
        var norm = NewGradient(plan, function.IsRectifier ? function : ActivationFunction.Identity, blockCount);
        var derivative = function.IsRectifier ? null
            : function.NeedsInput ? new ActivationDerivative(norm.X, norm.Scale, norm.Shift, function)
            : new ActivationDerivative(plan.Value(Output), null, null, function);
        return new NormGradientSums(norm, null, derivative);
    }

    // Of sums in a step of their own.
    private int BlockCount(int images) => RowBlocks.For(_channels).Count((long)images * _pixels);
}
