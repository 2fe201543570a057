using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>Computes a case's outputs with our kernels: layers through the executor, losses and optimizer updates through what training calls.</summary>
internal static class OnnxRunner
{
    /// <returns>The first outputs; a mask or the places of maxima may be missing, which no layer gives.</returns>
    public static float[][] Run(OnnxNode node, KernelSet set) => node.Operator switch
    {
        "SoftmaxCrossEntropyLoss" => OnnxLosses.SoftmaxCrossEntropyLoss(node),
        "LogSoftmax" => OnnxLosses.LogSoftmax(node),
        "Momentum" => OnnxOptimizers.Momentum(node),
        "Adam" => OnnxOptimizers.Adam(node),
        "BatchNormalization" when node.Integer("training_mode", 0) == 1 => BatchNormInTraining(node, set),
        _ => OnnxImporter.Import(node).Run(set),
    };

    /// <summary>The kind of layer that gives the operator's output; "loss" or "optimizer" for those.</summary>
    public static string Kind(OnnxNode node) => node.Operator switch
    {
        "SoftmaxCrossEntropyLoss" or "LogSoftmax" => "loss",
        "Momentum" or "Adam" => "optimizer",
        _ => OnnxImporter.Import(node).Kind,
    };

    /// <summary>Our running variance takes the batch's unbiased variance as PyTorch's does, ONNX's the biased one.</summary>
    private static float[][] BatchNormInTraining(OnnxNode node, KernelSet set)
    {
        float[][] outputs = OnnxImporter.Import(node).Run(set);
        float kept = node.Real("momentum", 0.9f), values = node.X.Values.Length / node.X.Dimensions[1];
        float[] before = node.Input(4).Values;
        for (int i = 0; i < before.Length; i++) outputs[2][i] = kept * before[i] + (outputs[2][i] - kept * before[i]) * (values - 1) / values;
        return outputs;
    }
}
