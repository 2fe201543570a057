namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Elementwise activations that can be fused behind another operation.</summary>
internal enum ActivationKind
{
    Identity,

    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>min(max(0, x), 6).</summary>
    ReLU6,

    /// <summary>x above 0, else the parameter times x.</summary>
    LeakyReLU,

    /// <summary>x above 0, else the parameter times (e^x - 1).</summary>
    ELU,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid,

    /// <summary>min(max(0, x + 3), 6) / 6.</summary>
    HardSigmoid,

    /// <summary>x * sigmoid(x).</summary>
    SiLU,

    /// <summary>x * hard-sigmoid(x).</summary>
    HardSwish,

    /// <summary>x times the normal distribution function of x.</summary>
    GELU,

    /// <summary>x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.</summary>
    GELUTanh,
}
