using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Kernels;

/// <summary>Every elementwise activation, with the parameters that change what is computed.</summary>
internal static class ActivationCases
{
    public static IReadOnlyDictionary<string, ActivationFunction> All { get; } = new Dictionary<string, ActivationFunction>
    {
        ["identity"] = ActivationFunction.Identity,
        ["relu"] = ActivationFunction.ReLU,
        ["relu6"] = new(ActivationKind.ReLU6),
        ["leaky relu"] = new(ActivationKind.LeakyReLU, 0.01f),
        ["leaky relu, 0.1"] = new(ActivationKind.LeakyReLU, 0.1f),
        ["leaky relu, falling"] = new(ActivationKind.LeakyReLU, -0.5f),
        ["elu"] = new(ActivationKind.ELU, 1),
        ["elu, alpha 0.3"] = new(ActivationKind.ELU, 0.3f),
        ["tanh"] = ActivationFunction.Tanh,
        ["sigmoid"] = new(ActivationKind.Sigmoid),
        ["hard-sigmoid"] = new(ActivationKind.HardSigmoid),
        ["silu"] = new(ActivationKind.SiLU),
        ["hard-swish"] = new(ActivationKind.HardSwish),
        ["gelu"] = new(ActivationKind.GELU),
        ["gelu, tanh"] = new(ActivationKind.GELUTanh),
    };

    public static TheoryData<string> Names => [.. All.Keys];
}
