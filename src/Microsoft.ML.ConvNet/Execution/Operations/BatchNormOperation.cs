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
        var activation = FusedActivation.Behind(plan, Output);
        var x = plan.Value(Input);
        PlanBuffer scale, shift;
        if (plan.IsTraining)
        {
            var parameters = plan.Parameters;
            var blocks = plan.NewBuffer(2L * RowBlocks.For(_channels).Count((long)plan.BatchSize * _pixels) * _channels);
            plan.Emit(new BlockStatisticsStep(plan.Run, plan.Set, x, _pixels, _channels, blocks), x, blocks);
            var statistics = plan.NewBuffer(2L * _channels);
            scale = plan.NewBuffer(_channels);
            shift = plan.NewBuffer(_channels);
            plan.Keep(this, statistics, scale, shift);
            plan.Emit(
                new CombineStatisticsStep(
                    plan.Run, _pixels, _channels, blocks, statistics, parameters.Pointer(weight), parameters.Pointer(bias), epsilon, momentum,
                    parameters.Pointer(runningMean), parameters.Pointer(runningVariance), scale, shift),
                blocks, statistics, scale, shift);
        }
        else
        {
            (scale, shift) = EmitScoringScale(plan, null);
        }

        var y = plan.NewBuffer(Output);
        plan.Emit(new NormalizeStep(plan.Run, plan.Set, x, y, _pixels, _channels, new Epilogue(scale, shift, null, activation.Function)), x, y, scale, shift);
        plan.SetValue(Output, y);
        activation.Finish(plan, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        var activation = FusedActivation.Behind(plan, Output);
        PlanBuffer x = plan.Value(Input), dy = plan.Gradient(activation.Output), statistics = plan.Kept(this);
        var parameters = plan.Parameters;
        var blocks = plan.NewBuffer(2L * RowBlocks.For(_channels).Count((long)plan.BatchSize * _pixels) * _channels);

        // What the activation took in is not kept: it is the norm's input, scaled and shifted.
        bool normalizesAgain = activation.Function.NeedsInput;
        var epilogue = normalizesAgain
            ? new Epilogue(plan.Kept(this, 1), plan.Kept(this, 2), null, activation.Function)
            : new Epilogue(null, null, null, activation.Function);
        var source = normalizesAgain || activation.Function.IsIdentity ? x : plan.Value(Output);
        plan.Emit(
            new BlockGradientSumsStep(plan.Run, plan.Set, x, source, dy, _pixels, _channels, epilogue, statistics, blocks), [x, source, dy, statistics, blocks, .. epilogue.Buffers]);
        var coefficients = plan.NewBuffer(3L * _channels);
        plan.Emit(
            new GradientCoefficientsStep(
                plan.Run, plan.Set, blocks, statistics, _pixels, _channels, parameters.Pointer(weight), epsilon, parameters.GradientPointer(weight), parameters.GradientPointer(bias),
                coefficients),
            blocks, statistics, coefficients);
        if (!plan.NeedsGradient(Input)) return;
        plan.Emit(new NormGradientStep(plan.Run, plan.Set, x, dy, _pixels, _channels, coefficients), x, dy, coefficients);
        plan.GiveGradient(Input, dy);
    }

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
}
