using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>Cases of optimizer updates. Inputs: rate, number of steps before, then tensors, gradients and slots, each as many; outputs: tensors and slots.</summary>
internal static class OnnxOptimizers
{
    public static float[][] Momentum(OnnxNode node)
    {
        var (tensors, gradients, slots) = Inputs(node, slotKinds: 1);
        for (int i = 0; i < tensors.Length; i++)
        {
            SgdUpdate.Momentum(
                tensors[i], gradients[i], slots[i], node.X.Values[0], node.Real("alpha", 0), share: 1, node.Real("norm_coefficient", 0), node.Text("mode", "") == "nesterov");
        }

        return [.. tensors, .. slots];
    }

    public static float[][] Adam(OnnxNode node)
    {
        var (tensors, gradients, slots) = Inputs(node, slotKinds: 2);
        float beta1 = node.Real("alpha", 0.9f), beta2 = node.Real("beta", 0.999f);
        var step = new AdamStep(
            StepSize: node.X.Values[0], Beta1: beta1, OneMinusBeta1: 1 - beta1, Beta2: beta2, OneMinusBeta2: 1 - beta2, SecondCorrection: 1,
            Epsilon: node.Real("epsilon", 0), WeightDecay: node.Real("norm_coefficient", 0), ParameterScale: 1);
        for (int i = 0; i < tensors.Length; i++) AdamUpdate.Step(tensors[i], gradients[i], slots[i], slots[tensors.Length + i], step);
        return [.. tensors, .. slots];
    }

    private static (float[][] Tensors, float[][] Gradients, float[][] Slots) Inputs(OnnxNode node, int slotKinds)
    {
        // In the first step ONNX corrects no bias and weighs no gradient.
        if (node.Input(1).Values[0] != 0) throw new NotSupportedException("Later steps.");
        int count = (node.InputCount - 2) / (2 + slotKinds);
        float[][] rest = [.. Enumerable.Range(2, node.InputCount - 2).Select(i => (float[])node.Input(i).Values.Clone())];
        return (rest[..count], rest[count..(2 * count)], rest[(2 * count)..]);
    }
}
