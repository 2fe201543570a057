namespace Microsoft.ML.ConvNet.Kernels;

/// <summary>Elementwise activations that can be fused behind another operation.</summary>
internal enum ActivationKind
{
    Identity,

    /// <summary>max(0, x).</summary>
    ReLU,

    /// <summary>tanh(x).</summary>
    Tanh,
}
