namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>An elementwise activation.</summary>
/// <param name="Parameter">LeakyReLU's slope or ELU's alpha, which is not negative; 0 for the others.</param>
internal readonly record struct ActivationFunction(ActivationKind Kind, float Parameter = 0)
{
    public static ActivationFunction Identity => new(ActivationKind.Identity);

    public static ActivationFunction ReLU => new(ActivationKind.ReLU);

    public static ActivationFunction Tanh => new(ActivationKind.Tanh);

    public bool IsIdentity => Kind == ActivationKind.Identity;

    /// <summary>Whether it costs next to nothing to compute the function and its derivative again instead of reading them.</summary>
    public bool IsRectifier => Kind is ActivationKind.Identity or ActivationKind.ReLU or ActivationKind.ReLU6 or ActivationKind.LeakyReLU && !NeedsInput;

    /// <summary>Whether the derivative is taken from the input; else it is taken from the output, and the input need not be kept.</summary>
    public bool NeedsInput => Kind switch
    {
        ActivationKind.SiLU or ActivationKind.HardSwish or ActivationKind.GELU or ActivationKind.GELUTanh => true,
        ActivationKind.LeakyReLU => Parameter < 0,
        _ => false,
    };
}
