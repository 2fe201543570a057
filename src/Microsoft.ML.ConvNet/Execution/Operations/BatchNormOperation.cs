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
        PlanBuffer scale = plan.NewBuffer(_channels), shift = plan.NewBuffer(_channels);
        var parameters = plan.Parameters;
        plan.Emit(
            new ScoringScaleStep(
                plan.Run, _channels, parameters.Pointer(runningMean), parameters.Pointer(runningVariance), parameters.Pointer(weight), parameters.Pointer(bias), epsilon,
                biases, scale, shift),
            scale, shift);
        return (scale, shift);
    }

    public override void EmitForward(PlanBuilder plan)
    {
        var activation = plan.Graph.SoleConsumer(Output) as ActivationOperation;
        var kind = activation?.Kind ?? ActivationKind.Identity;
        var x = plan.Value(Input);
        PlanBuffer scale, shift;
        if (plan.IsTraining)
        {
            var parameters = plan.Parameters;
            var blocks = plan.NewBuffer(2L * RowBlocks.For(_channels).Count((long)plan.BatchSize * _pixels) * _channels);
            plan.Emit(new BlockStatisticsStep(plan.Run, plan.Set, x, _pixels, _channels, blocks), x, blocks);
            var statistics = plan.NewBuffer(2L * _channels);
            plan.Keep(this, statistics);
            scale = plan.NewBuffer(_channels);
            shift = plan.NewBuffer(_channels);
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
        plan.Emit(new NormalizeStep(plan.Run, plan.Set, x, y, _pixels, _channels, scale, shift, kind), x, y, scale, shift);
        plan.SetValue(Output, y);
        if (activation is null) return;
        plan.MarkFused(activation);
        plan.SetValue(activation.Output, y);
    }

    public override void EmitBackward(PlanBuilder plan)
    {
        var activation = plan.Graph.SoleConsumer(Output) as ActivationOperation;
        var kind = activation?.Kind ?? ActivationKind.Identity;
        var dy = plan.Gradient(activation?.Output ?? Output);
        PlanBuffer x = plan.Value(Input), y = plan.Value(Output), statistics = plan.Kept(this);
        var parameters = plan.Parameters;
        var blocks = plan.NewBuffer(2L * RowBlocks.For(_channels).Count((long)plan.BatchSize * _pixels) * _channels);
        plan.Emit(new BlockGradientSumsStep(plan.Run, plan.Set, x, y, dy, _pixels, _channels, kind, statistics, blocks), x, kind == ActivationKind.Identity ? null : y, dy, statistics, blocks);
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
