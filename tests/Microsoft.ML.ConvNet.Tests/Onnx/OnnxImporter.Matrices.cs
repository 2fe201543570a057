namespace Microsoft.ML.ConvNet.Tests.Onnx;

/// <content>Matrix products and what joins several inputs.</content>
internal static partial class OnnxImporter
{
    /// <summary>alpha * A B + beta * C: rows of A are the batch, B is a weight.</summary>
    private static OperatorNetwork Gemm(OnnxNode node)
    {
        var a = node.Integer("transA", 0) == 1 ? node.X.Transposed() : node.X;
        var weight = node.Integer("transB", 0) == 1 ? node.Input(1) : node.Input(1).Transposed();
        float alpha = node.Real("alpha", 1), beta = node.Real("beta", 1);
        float[]? bias = null;
        if (node.OptionalInput(2) is { } c)
        {
            int outputs = weight.Dimensions[0];
            if (c.Values.Length != 1 && c.Values.Length != outputs) throw new NotSupportedException("A bias for each row.");
            bias = [.. Enumerable.Range(0, outputs).Select(i => beta * c.Values[i % c.Values.Length])];
        }

        return Dense(a, weight with { Values = Array.ConvertAll(weight.Values, value => alpha * value) }, bias);
    }

    private static OperatorNetwork MatMul(OnnxNode node) => (node.X.Dimensions.Length, node.Input(1).Dimensions.Length) is (2, 2)
        ? Dense(node.X, node.Input(1).Transposed(), null)
        : throw new NotSupportedException("A batch of matrices.");

    private static OperatorNetwork Dense(OnnxTensor a, OnnxTensor weight, float[]? bias)
    {
        var network = Images(a);
        network.Append(
            new DenseLayer(weight.Dimensions[0]) { HasBias = bias is not null }, bias is null ? [("weight", weight.Values)] : [("weight", weight.Values), ("bias", bias)]);
        return network;
    }

    private static OperatorNetwork Add(OnnxNode node)
    {
        var (network, parts) = SideBySide([Rows(node.X), Repeated(node.Input(1), node.X)]);
        network.Append(new AddLayer(), parts);
        return network;
    }

    private static OperatorNetwork Multiply(OnnxNode node)
    {
        var (network, parts) = SideBySide([Rows(node.X), Repeated(node.Input(1), node.X)]);
        network.Append(new MultiplyLayer(), parts);
        return network;
    }

    private static OperatorNetwork Concat(OnnxNode node)
    {
        int axis = node.Axis(0);
        var inputs = Enumerable.Range(0, node.InputCount).Select(node.Input);
        var (network, parts) = SideBySide([.. inputs.Select(input =>
        {
            var (rows, shape) = Along(axis, input.Dimensions);
            return (rows, shape, input.Values);
        })]);
        network.Append(new ConcatLayer(), parts);
        return network;
    }

    private static (int Rows, ImageShape Shape, float[] Values) Rows(OnnxTensor tensor)
    {
        int last = tensor.Dimensions[^1];
        return (tensor.Values.Length / last, new ImageShape(last, 1, 1), tensor.Values);
    }

    /// <summary>A tensor in the dimensions of another, repeated along the axes before its own.</summary>
    private static (int Rows, ImageShape Shape, float[] Values) Repeated(OnnxTensor tensor, OnnxTensor like)
    {
        if (!like.Dimensions.AsSpan().EndsWith(tensor.Dimensions)) throw new NotSupportedException("Broadcast along an inner axis.");
        return Rows(like with { Values = [.. Enumerable.Range(0, like.Values.Length).Select(i => tensor.Values[i % tensor.Values.Length])] });
    }

    /// <summary>
    /// A network has one input: several stand side by side as its channels, and 1x1 convolutions that select channels (and so change no bit) take them apart.
    /// </summary>
    private static (OperatorNetwork Network, NodeHandle[] Parts) SideBySide(IReadOnlyList<(int Rows, ImageShape Shape, float[] Values)> inputs)
    {
        var (rows, first, _) = inputs[0];
        if (inputs.Any(input => input.Rows != rows)) throw new NotSupportedException("Inputs of different rows.");
        var images = new List<float>();
        for (int row = 0; row < rows; row++)
            foreach (var (_, shape, values) in inputs) images.AddRange(values.AsSpan(row * shape.Size, shape.Size));
        int channels = inputs.Sum(input => input.Shape.Channels), before = 0;
        var network = new OperatorNetwork(rows, first with { Channels = channels }, [.. images]);
        var parts = new List<NodeHandle>();
        foreach (var (_, shape, _) in inputs)
        {
            parts.Add(network.Append(
                new ConvolutionLayer(shape.Channels, 1) { HasBias = false }, [network.Input], ("weight", Identity(shape.Channels, before, channels))));
            before += shape.Channels;
        }

        return (network, [.. parts]);
    }

    /// <summary>Rows of the identity matrix: 1x1 filters that select channels.</summary>
    private static float[] Identity(int rows, int first = 0, int? columns = null)
    {
        float[] matrix = new float[rows * (columns ?? rows)];
        for (int i = 0; i < rows; i++) matrix[i * (columns ?? rows) + first + i] = 1;
        return matrix;
    }
}
