using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>Sorts the time of a profile by kind of work.</summary>
internal static class WorkKind
{
    /// <summary>All kinds, in the order of a table.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "convolution", "convolution, data gradient", "convolution, filter gradient", "depthwise", "depthwise, gradients", "dense", "norm", "activation, bias", "pooling",
        "add, multiply, concat", "dropout", "other", "loss", "update",
    ];

    /// <summary>Microseconds by kind; kinds without any are left out.</summary>
    public static Dictionary<string, double> Sum(StepProfile profile)
    {
        var kinds = profile.Steps.Select(step => (Kind: Of(step.Step), step.Time)).Append(("loss", profile.Loss)).Append((profile.Loss > 0 ? "update" : "other", profile.Update))
            .GroupBy(one => one.Item1, one => one.Item2).ToDictionary(group => group.Key, group => group.Sum());
        return All.Where(kind => kinds.GetValueOrDefault(kind) > 0).ToDictionary(kind => kind, kind => kinds[kind]);
    }

    private static string Of(PlanStep step) => step.Operation switch
    {
        ConvolutionOperation { IsDense: true } => "dense",
        ConvolutionOperation => Convolution(step),
        DepthwiseConvolutionOperation => IsPointwise(step) ? "activation, bias" : step.IsBackward ? "depthwise, gradients" : "depthwise",
        BatchNormOperation or GroupNormOperation or LocalResponseNormOperation => "norm",
        ActivationOperation or PReLUOperation => "activation, bias",
        PoolingOperation => "pooling",
        AddOperation or MultiplyOperation or ConcatOperation => "add, multiply, concat",
        DropoutOperation or StochasticDepthOperation => "dropout",
        _ => "other",
    };

    // A convolution's operation also emits what is fused with it: the gradient of an activation and of a bias, and the scale of a norm behind it.
    private static string Convolution(PlanStep step) => step.Step switch
    {
        _ when IsPointwise(step) => "activation, bias",
        ScoringScaleStep => "norm",
        FilterGradientStep or BlockedFilterGradientStep or InterleavedFilterGradientStep or WinogradFilterGradientStep or WinogradFilterSumStep or SumPartsStep => "convolution, filter gradient",
        _ => step.IsBackward ? "convolution, data gradient" : "convolution",
    };

    private static bool IsPointwise(PlanStep step) => step.Step is BiasGradientStep or InterleavedBiasGradientStep or ActivationGradientStep or ActivationStep;
}
