using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet;

/// <summary>The mean over the K outputs of (s_k - t_k)^2, where s are the network's outputs and t the targets: the loss for continuous outputs. As PyTorch's mse_loss.</summary>
public sealed record MeanSquaredErrorLoss : Loss
{
    /// <inheritdoc/>
    public override bool TakesTargets => true;

    /// <summary>The name.</summary>
    public override string ToString() => "mean squared error";

    internal override bool HasAccuracy => false;

    internal override LossFunction CreateFunction(int outputs) => new MeanSquaredError();

    internal override LossFunction CreateMeasure() => new MeanSquaredError();
}
