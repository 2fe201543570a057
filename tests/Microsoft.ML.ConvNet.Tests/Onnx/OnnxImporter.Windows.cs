namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <content>Convolution and pooling.</content>
internal static partial class OnnxImporter
{
    private static OperatorNetwork Convolution(OnnxNode node)
    {
        var filters = node.Input(1);
        if (node.Integer("group", 1) != 1) throw new NotSupportedException("Groups.");
        var window = OnnxWindow.Read(node, filters.Dimensions[2..]);
        var network = Images(node.X);
        var layer = new ConvolutionLayer(filters.Dimensions[0], window.Kernel)
        {
            Stride = window.Stride,
            Dilation = window.Dilation,
            Padding = window.Padding,
            HasBias = node.OptionalInput(2) is not null,
        };
        network.Append(layer, node.OptionalInput(2) is { } bias ? [("weight", filters.Values), ("bias", bias.Values)] : [("weight", filters.Values)]);
        return network;
    }

    private static OperatorNetwork MaxPool(OnnxNode node)
    {
        var window = PoolingWindow(node);
        var network = Images(node.X);
        network.Append(new MaxPoolLayer(window.Kernel) { Stride = window.Stride, Padding = window.Padding });
        return network;
    }

    private static OperatorNetwork AveragePool(OnnxNode node)
    {
        var window = PoolingWindow(node);
        if (window.Padding != 0 && node.Integer("count_include_pad", 0) == 0) throw new NotSupportedException("Means without the padding.");
        var network = Images(node.X);
        network.Append(new AveragePoolLayer(window.Kernel) { Stride = window.Stride, Padding = window.Padding });
        return network;
    }

    private static OnnxWindow PoolingWindow(OnnxNode node)
    {
        var window = OnnxWindow.Read(node, node.Integers("kernel_shape")!);
        if (window.Dilation != 1) throw new NotSupportedException("Dilated pooling.");
        if (node.Integer("ceil_mode", 0) == 1) throw new NotSupportedException("Ceil mode.");
        return window;
    }

    private static OperatorNetwork GlobalAveragePool(OnnxNode node)
    {
        var network = Images(node.X);
        network.Append(new AveragePoolLayer(new Extent(network.Input.Shape.Height, network.Input.Shape.Width)));
        return network;
    }

    private static OperatorNetwork GlobalMaxPool(OnnxNode node)
    {
        var network = Images(node.X);
        network.Append(new MaxPoolLayer(new Extent(network.Input.Shape.Height, network.Input.Shape.Width)));
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
