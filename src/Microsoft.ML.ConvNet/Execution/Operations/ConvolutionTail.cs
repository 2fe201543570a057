namespace Microsoft.ML.ConvNet.Execution;

/// <summary>
/// What stands behind a convolution and is done with its rows while they are in cache: bias, batch norm (at scoring; its statistics in training), at scoring the
/// addition of a value that is there already (the end of a residual block), and activation.
/// </summary>
internal sealed unsafe class ConvolutionTail
{
    private readonly PlanBuilder _plan;
    private readonly GraphValue _output;
    private readonly GraphParameter? _bias;
    private readonly BatchNormOperation? _norm;
    private readonly AddOperation? _addition;
    private readonly PlanBuffer? _addend;
    private readonly FusedActivation _activation;

    public ConvolutionTail(PlanBuilder plan, GraphValue output, GraphParameter? bias)
    {
        _plan = plan;
        _output = output;
        _bias = bias;
        _norm = plan.IsTraining ? null : plan.Graph.SoleConsumer(output) as BatchNormOperation;
        var last = _norm?.Output ?? output;
        _addition = !plan.IsTraining && plan.Graph.SoleConsumer(last) is AddOperation addition && plan.HasValue(Other(addition, last)) ? addition : null;
        _activation = _addition is null ? FusedActivation.Behind(plan, last) : FusedActivation.RectifierBehind(plan, _addition.Output);
        _addend = _addition is null ? null : plan.Value(Other(_addition, last));
    }

    /// <summary>The value behind all that is done on the way.</summary>
    public GraphValue Result => _activation.Output;

    /// <summary>Whether another value is added.</summary>
    public bool HasAddition => _addition is not null;

    private float* Biases => _bias is null ? null : _plan.Parameters.Pointer(_bias);

    /// <summary>What the convolution's step applies to its rows; in training also the sums that a batch norm behind needs.</summary>
    /// <param name="blockCount">Blocks of the convolution's steps for a number of images.</param>
    public Epilogue EmitEpilogue(Func<int, int> blockCount)
    {
        if (_addition is not null) _plan.MarkFused(_addition);
        if (_norm is null) return new Epilogue(null, null, Biases, _activation.Function, NewStatistics(blockCount), _addend);
        _plan.MarkFused(_norm);
        var (scale, shift) = _norm.EmitScoringScale(_plan, Biases);
        return new Epilogue(scale, shift, null, _activation.Function, addend: _addend);
    }

    /// <summary>For the convolution alone, and for what the epilogue makes of it: the same unless the activation's derivative needs the former.</summary>
    public (PlanBuffer Raw, PlanBuffer Result) NewBuffers()
    {
        var raw = _plan.NewBuffer(_output);
        return (raw, _activation.KeepsInput(_plan) ? _plan.NewBuffer(_output) : raw);
    }

    /// <summary>Says that the convolution and the operations behind it have been done.</summary>
    public void SetValues(PlanBuffer raw, PlanBuffer result)
    {
        _plan.SetValue(_output, raw);
        if (_norm is not null) _plan.SetValue(_norm.Output, raw);
        if (_addition is not null) _plan.SetValue(_addition.Output, result);
        _activation.Finish(_plan, result);
    }

    /// <summary>Says that whoever reads the result does all this.</summary>
    public void Leave() => _activation.Leave(_plan);

    /// <summary>Takes the gradient back through activation and bias: emits the bias' gradient and returns that of the convolution alone.</summary>
    public PlanBuffer EmitGradient()
    {
        var dy = _plan.Gradient(_activation.Output);
        if (_bias is null && _activation.Function.IsIdentity) return dy;
        int channels = _output.Shape.Channels, pixels = _output.Shape.Height * _output.Shape.Width;
        var blocks = RowBlocks.For(channels);
        var sums = _bias is null ? null : _plan.NewBuffer((long)blocks.Count((long)_plan.BatchSize * pixels) * channels);
        var epilogue = new Epilogue(null, null, Biases, _activation.Function);
        var source = _activation.Function.IsIdentity ? dy : _plan.Value(_output);
        _plan.Emit(new BiasGradientStep(_plan.Run, _plan.Set, source, dy, pixels, channels, epilogue, sums), source, dy, sums);
        if (_bias is not null)
            _plan.Emit(new SumPartsStep(_plan.Run, _plan.Set, sums!, channels, rows => blocks.Count((long)rows * pixels), _plan.Parameters.GradientPointer(_bias)), sums);
        return dy;
    }

    private static GraphValue Other(AddOperation addition, GraphValue value) => addition.Inputs[0] == value ? addition.Inputs[1] : addition.Inputs[0];

    private NormStatistics? NewStatistics(Func<int, int> blockCount)
    {
        if (!_plan.IsTraining || _plan.Graph.SoleConsumer(_output) is not BatchNormOperation) return null;
        var statistics = new NormStatistics(new BlockSums(_plan, _output.Shape.Channels, blockCount));
        _plan.SetStatistics(_output, statistics);
        return statistics;
    }
}
