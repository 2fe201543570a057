namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <content>Normalisation.</content>
internal static partial class OnnxImporter
{
    private static OperatorNetwork BatchNormalization(OnnxNode node)
    {
        var network = Images(node.X, isTraining: node.Integer("training_mode", 0) == 1);
        network.Append(
            new BatchNormLayer { Epsilon = node.Real("epsilon", 1e-5f), Momentum = 1 - node.Real("momentum", 0.9f) },
            ("weight", node.Input(1).Values), ("bias", node.Input(2).Values), ("running_mean", node.Input(3).Values), ("running_var", node.Input(4).Values));
        return network;
    }

    /// <summary>A group norm in which every channel is a group.</summary>
    private static OperatorNetwork InstanceNormalization(OnnxNode node)
    {
        var network = Images(node.X);
        network.Append(
            new GroupNormLayer(node.X.Dimensions[1]) { Epsilon = node.Real("epsilon", 1e-5f) }, ("weight", node.Input(1).Values), ("bias", node.Input(2).Values));
        return network;
    }

    /// <summary>A group norm over one group, whose channels are the values of all normalised axes.</summary>
    private static OperatorNetwork LayerNormalization(OnnxNode node)
    {
        int[] d = node.X.Dimensions;
        int axis = node.Axis(-1 + d.Length);
        var network = new OperatorNetwork(OnnxTensor.Count(d[..axis]), new ImageShape(OnnxTensor.Count(d[axis..]), 1, 1), node.X.Values);
        network.Append(new GroupNormLayer(1) { Epsilon = node.Real("epsilon", 1e-5f) }, ("weight", node.Input(1).Values), ("bias", node.Input(2).Values));
        return network;
    }

    private static OperatorNetwork LocalResponseNorm(OnnxNode node) => OneLayer(node, new LocalResponseNormLayer(node.Integer("size", 0))
    {
        Alpha = node.Real("alpha", 1e-4f),
        Beta = node.Real("beta", 0.75f),
        K = node.Real("bias", 1),
    });
}
