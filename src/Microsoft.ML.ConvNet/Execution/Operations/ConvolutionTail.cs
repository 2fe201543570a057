using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Execution;

/// <summary>What stands behind a convolution and is done with its rows while they are in cache: bias, batch norm (at scoring) and activation.</summary>
internal sealed unsafe class ConvolutionTail
{
    private readonly PlanBuilder _plan;
    private readonly GraphValue _output;
    private readonly GraphParameter? _bias;
    private readonly BatchNormOperation? _norm;
    private readonly ActivationOperation? _activation;

    public ConvolutionTail(PlanBuilder plan, GraphValue output, GraphParameter? bias)
    {
        _plan = plan;
        _output = output;
        _bias = bias;
        _norm = plan.IsTraining ? null : plan.Graph.SoleConsumer(output) as BatchNormOperation;
        _activation = plan.Graph.SoleConsumer(_norm?.Output ?? output) as ActivationOperation;
    }

    private ActivationKind Kind => _activation?.Kind ?? ActivationKind.Identity;

    /// <summary>What the convolution's step applies to its rows; the operations that it does are marked.</summary>
    public Epilogue EmitEpilogue()
    {
        if (_activation is not null) _plan.MarkFused(_activation);
        float* biases = _bias is null ? null : _plan.Parameters.Pointer(_bias);
        if (_norm is null) return new Epilogue(null, null, biases, Kind);
        _plan.MarkFused(_norm);
        var (scale, shift) = _norm.EmitScoringScale(_plan, biases);
        return new Epilogue(scale, shift, null, Kind);
    }

    /// <summary>The convolution's output is also that of the operations behind it.</summary>
    public void SetValues(PlanBuffer y)
    {
        _plan.SetValue(_output, y);
        if (_norm is not null) _plan.SetValue(_norm.Output, y);
        if (_activation is not null) _plan.SetValue(_activation.Output, y);
    }

    /// <summary>Takes the gradient back through activation and bias: emits the bias' gradient and returns that of the convolution alone.</summary>
    public PlanBuffer EmitGradient()
    {
        PlanBuffer dy = _plan.Gradient(_activation?.Output ?? _output), y = _plan.Value(_output);
        if (_bias is null && Kind == ActivationKind.Identity) return dy;
        int channels = _output.Shape.Channels, pixels = _output.Shape.Height * _output.Shape.Width;
        var blocks = RowBlocks.For(channels);
        var sums = _bias is null ? null : _plan.NewBuffer((long)blocks.Count((long)_plan.BatchSize * pixels) * channels);
        _plan.Emit(new BiasGradientStep(_plan.Run, _plan.Set, y, dy, pixels, channels, Kind, sums), y, dy, sums);
        if (_bias is not null)
            _plan.Emit(new SumPartsStep(_plan.Run, _plan.Set, sums!, channels, rows => blocks.Count((long)rows * pixels), _plan.Parameters.GradientPointer(_bias)), sums);
        return dy;
    }
}
