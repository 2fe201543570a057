namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <content>Activations that are more than a layer without parameters.</content>
internal static partial class OnnxImporter
{
    private static OperatorNetwork Clip(OnnxNode node)
    {
        float least = node.OptionalInput(1)?.Values[0] ?? float.NegativeInfinity, most = node.OptionalInput(2)?.Values[0] ?? float.PositiveInfinity;
        return (least, most) switch
        {
            (0, float.PositiveInfinity) => OneLayer(node, new ReLULayer()),
            (0, 6) => OneLayer(node, new ReLU6Layer()),
            _ => throw new NotSupportedException($"Clip to {least} ... {most}."),
        };
    }

    /// <summary>clamp(alpha x + beta) to 0 ... 1; ours is that of x / 6 + 1/2, so it is given 6 alpha x + 6 beta - 3.</summary>
    private static OperatorNetwork HardSigmoid(OnnxNode node)
    {
        float alpha = node.Real("alpha", 0.2f), beta = node.Real("beta", 0.5f);
        var network = new OperatorNetwork(1, new ImageShape(1, node.X.Values.Length, 1), node.X.Values);
        network.Append(new ConvolutionLayer(1, 1), ("weight", [6 * alpha]), ("bias", [6 * beta - 3]));
        network.Append(new HardSigmoidLayer());
        return network;
    }

    /// <summary>Slopes for the last axes of the input, or (up to version 6) for axis 1.</summary>
    private static OperatorNetwork PRelu(OnnxNode node)
    {
        float[] slopes = node.Input(1).Values;
        bool areLast = node.OperatorSet > 6 && node.X.Dimensions.AsSpan().EndsWith(node.Input(1).Dimensions);
        var network = areLast ? new OperatorNetwork(node.X.Values.Length / slopes.Length, new ImageShape(slopes.Length, 1, 1), node.X.Values) : Images(node.X);
        network.Append(new PReLULayer(slopes.Length), ("weight", slopes));
        return network;
    }

    private static OperatorNetwork Softmax(OnnxNode node)
    {
        // Up to version 12 everything from the axis on is one vector.
        bool isOld = node.OperatorSet < 13;
        int[] d = node.X.Dimensions;
        int axis = node.Axis(isOld ? 1 : d.Length - 1);
        var (rows, shape) = Along(axis, isOld ? [.. d[..axis], OnnxTensor.Count(d[axis..])] : d);
        var network = new OperatorNetwork(rows, shape, node.X.Values);
        network.Append(new SoftmaxLayer());
        return network;
    }
}
