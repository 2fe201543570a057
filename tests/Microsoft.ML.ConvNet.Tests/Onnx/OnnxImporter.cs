namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <summary>Turns a node into a network of ours. What our layers cannot express is a <see cref="NotSupportedException"/>.</summary>
/// <remarks>
/// ONNX operators know no batch axis. Where an operator works along one axis, the axes before it are taken as rows of a batch, the axis as channels and the axes behind it
/// as pixels: no value moves.
/// </remarks>
internal static partial class OnnxImporter
{
    public static OperatorNetwork Import(OnnxNode node) => node.Operator switch
    {
        "Add" => Add(node),
        "AveragePool" => AveragePool(node),
        "BatchNormalization" => BatchNormalization(node),
        "Clip" => Clip(node),
        "Concat" => Concat(node),
        "Conv" => Convolution(node),
        "Dropout" => Dropout(node),
        "Elu" => OneLayer(node, new ELULayer(node.Real("alpha", 1))),
        "Flatten" => Flatten(node),
        "Gemm" => Gemm(node),
        "GlobalAveragePool" => OneLayer(node, new GlobalAveragePoolLayer()),
        "GlobalMaxPool" => OneLayer(node, new GlobalMaxPoolLayer()),
        "HardSigmoid" => HardSigmoid(node),
        "HardSwish" => OneLayer(node, new HardSwishLayer()),
        "InstanceNormalization" => InstanceNormalization(node),
        "LayerNormalization" => LayerNormalization(node),
        "LeakyRelu" => OneLayer(node, new LeakyReLULayer(node.Real("alpha", 0.01f))),
        "LRN" => LocalResponseNorm(node),
        "MatMul" => MatMul(node),
        "MaxPool" => MaxPool(node),
        "Mul" => Multiply(node),
        "Pad" => Pad(node),
        "PRelu" => PRelu(node),
        "ReduceMean" => ReduceMean(node),
        "Relu" => OneLayer(node, new ReLULayer()),
        "Sigmoid" => OneLayer(node, new SigmoidLayer()),
        "Softmax" => Softmax(node),
        "Swish" when node.Real("alpha", 1) == 1 => OneLayer(node, new SiLULayer()),
        "Tanh" => OneLayer(node, new TanhLayer()),
        _ => throw new NotSupportedException($"Operator {node.Operator}."),
    };

    /// <summary>The tensor as images (N, C, H, W); missing axes have the extent 1, a vector is one row.</summary>
    private static OperatorNetwork Images(OnnxTensor tensor, bool isTraining = false)
    {
        int[] d = tensor.Dimensions;
        var (rows, shape) = d.Length switch
        {
            0 or 1 => (1, new ImageShape(tensor.Values.Length, 1, 1)),
            2 => (d[0], new ImageShape(d[1], 1, 1)),
            3 => (d[0], new ImageShape(d[1], 1, d[2])),
            4 => (d[0], new ImageShape(d[1], d[2], d[3])),
            _ => throw new NotSupportedException($"An input of {d.Length} axes."),
        };
        return new OperatorNetwork(rows, shape, tensor.Values) { IsTraining = isTraining };
    }

    /// <summary>An axis as channels, those before it as rows and those behind it as pixels.</summary>
    private static (int Rows, ImageShape Shape) Along(int axis, int[] dimensions) =>
        (OnnxTensor.Count(dimensions[..axis]), new ImageShape(dimensions[axis], OnnxTensor.Count(dimensions[(axis + 1)..]), 1));

    /// <summary>A layer without parameters, over images.</summary>
    private static OperatorNetwork OneLayer(OnnxNode node, Layer layer)
    {
        var network = Images(node.X);
        network.Append(layer);
        return network;
    }

    private static OperatorNetwork Dropout(OnnxNode node)
    {
        // In training zeros come from a generator that differs, so only a probability of 0 can be compared.
        float probability = node.OptionalInput(1)?.Values[0] ?? node.Real("ratio", 0.5f);
        bool isTraining = node.OptionalInput(2) is { Values: [not 0] };
        if (isTraining && probability != 0) throw new NotSupportedException("Dropout in training.");
        var network = Images(node.X, isTraining);
        network.Append(new DropoutLayer(probability));
        return network;
    }

    private static OperatorNetwork Flatten(OnnxNode node)
    {
        int axis = node.Axis(1);
        int[] d = node.X.Dimensions;
        ImageShape shape = d[axis..] switch
        {
            [] => new(1, 1, 1),
            [var c, .. var rest] => new(c, rest is [] ? 1 : rest[0], rest is [] ? 1 : OnnxTensor.Count(rest[1..])),
        };
        var network = new OperatorNetwork(OnnxTensor.Count(d[..axis]), shape, node.X.Values);
        network.Append(new FlattenLayer());
        return network;
    }
}
