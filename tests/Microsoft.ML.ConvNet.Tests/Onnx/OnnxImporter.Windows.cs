namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <content>Convolution and pooling.</content>
internal static partial class OnnxImporter
{
    private static OperatorNetwork Convolution(OnnxNode node)
    {
        var filters = node.Input(1);
        var window = OnnxWindow.Read(node, filters.Dimensions[2..]);
        var network = Images(node.X);
        var layer = new ConvolutionLayer(filters.Dimensions[0], window.Kernel)
        {
            Stride = window.Stride,
            Dilation = window.Dilation,
            Padding = window.Padding,
            Groups = node.Integer("group", 1),
            HasBias = node.OptionalInput(2) is not null,
        };
        network.Append(layer, node.OptionalInput(2) is { } bias ? [("weight", filters.Values), ("bias", bias.Values)] : [("weight", filters.Values)]);
        return network;
    }

    private static OperatorNetwork MaxPool(OnnxNode node)
    {
        var window = OnnxWindow.Read(node, node.Integers("kernel_shape")!);
        return OneLayer(node, new MaxPoolLayer(window.Kernel)
        {
            Stride = window.Stride,
            Dilation = window.Dilation,
            Padding = window.Padding,
            CeilMode = node.Integer("ceil_mode", 0) == 1,
        });
    }

    private static OperatorNetwork AveragePool(OnnxNode node)
    {
        var window = OnnxWindow.Read(node, node.Integers("kernel_shape")!);
        return OneLayer(node, new AveragePoolLayer(window.Kernel)
        {
            Stride = window.Stride,
            Dilation = window.Dilation,
            Padding = window.Padding,
            CountIncludePad = node.Integer("count_include_pad", 0) == 1,
            CeilMode = node.Integer("ceil_mode", 0) == 1,
        });
    }

    /// <summary>A border around the image is the padding of a 1x1 convolution whose filter changes nothing.</summary>
    private static OperatorNetwork Pad(OnnxNode node)
    {
        int[] pads = node.Integers("pads") ?? node.Input(1).Integers;
        if (node.OptionalInput(3) is not null || pads.Length != 8 || pads is not [0, 0, _, _, 0, 0, _, _]) throw new NotSupportedException("Axes.");
        var mode = node.Text("mode", "constant") switch
        {
            "edge" => PaddingMode.Replicate,
            "reflect" => PaddingMode.Reflect,
            "constant" when (node.OptionalInput(2)?.Values[0] ?? node.Real("value", 0)) == 0 => PaddingMode.Zeros,
            var other => throw new NotSupportedException($"Mode {other}."),
        };
        var network = Images(node.X);
        int channels = network.Input.Shape.Channels;
        network.Append(
            new ConvolutionLayer(channels, 1) { HasBias = false, Padding = new Padding(pads[2], pads[3], pads[6], pads[7]), PaddingMode = mode }, ("weight", Identity(channels)));
        return network;
    }

    /// <summary>A mean along one axis is a pooling window as long as that axis, over images whose columns are the axes behind it; without axes it is one over everything.</summary>
    private static OperatorNetwork ReduceMean(OnnxNode node)
    {
        int[] d = node.X.Dimensions;
        int[] axes = node.OptionalInput(1)?.Integers ?? [];
        if (axes.Length > 1) throw new NotSupportedException("Means along several axes.");
        int axis = axes is [var one] ? (one + d.Length) % d.Length : 0;
        var (rows, extent, columns) = axes is [] ? (1, node.X.Values.Length, 1) : (OnnxTensor.Count(d[..axis]), d[axis], OnnxTensor.Count(d[(axis + 1)..]));
        var network = new OperatorNetwork(rows, new ImageShape(1, extent, columns), node.X.Values);
        network.Append(new AveragePoolLayer(new Extent(extent, 1)));
        return network;
    }
}
