namespace Microsoft.ML.ConvNet.Tests.Networks;

/// <summary>Computes a network's output for one image straight from the definitions of its layers, in double precision: what the executor must agree with.</summary>
internal static class ReferenceNetwork
{
    /// <param name="image">The image in C, H, W order.</param>
    public static double[] Score(Network network, Weights weights, double[] image)
    {
        var values = new Dictionary<string, (ImageShape Shape, double[] Data)> { [Network.InputName] = (network.InputShape, image) };
        foreach (var node in network.Nodes)
        {
            var inputs = node.Inputs.Select(input => values[input]).ToArray();
            float[] parameter(string name) => weights[$"{node.Name}.{name}"].Values;
            double[] output = node.Layer switch
            {
                ConvolutionLayer layer => Convolve(layer, inputs[0], node.OutputShape, parameter("weight"), layer.HasBias ? parameter("bias") : null),
                DenseLayer layer => Multiply(inputs[0].Data, layer.Outputs, parameter("weight"), layer.HasBias ? parameter("bias") : null),
                MaxPoolLayer layer => Pool(inputs[0], node.OutputShape, layer.Kernel, layer.Stride, layer.Padding, (inside, _) => inside.Max()),
                AveragePoolLayer layer => Pool(inputs[0], node.OutputShape, layer.Kernel, layer.Stride, layer.Padding, (inside, count) => inside.Sum() / count),
                ReLULayer => [.. inputs[0].Data.Select(value => Math.Max(0, value))],
                TanhLayer => [.. inputs[0].Data.Select(Math.Tanh)],
                BatchNormLayer layer => Normalise(inputs[0], layer.Epsilon, parameter("weight"), parameter("bias"), parameter("running_mean"), parameter("running_var")),
                DropoutLayer or FlattenLayer => inputs[0].Data,
                AddLayer => [.. inputs[0].Data.Select((_, i) => inputs.Sum(input => input.Data[i]))],
                ConcatLayer => [.. inputs.SelectMany(input => input.Data)],
                _ => throw new NotSupportedException(node.Layer.Kind),
            };
            values[node.Name] = (node.OutputShape, output);
        }

        return values[network.Nodes[^1].Name].Data;
    }

    private static double[] Convolve(ConvolutionLayer layer, (ImageShape Shape, double[] Data) input, ImageShape output, float[] weight, float[]? bias)
    {
        var result = new double[output.Size];
        foreach (var (channel, row, column) in Positions(output))
        {
            double sum = bias?[channel] ?? 0;
            foreach (var (i, y, x) in Positions(new ImageShape(input.Shape.Channels, layer.Kernel.Height, layer.Kernel.Width)))
            {
                int inputRow = row * layer.Stride.Height - layer.Padding.Top + y * layer.Dilation.Height;
                int inputColumn = column * layer.Stride.Width - layer.Padding.Left + x * layer.Dilation.Width;
                if (inputRow < 0 || inputRow >= input.Shape.Height || inputColumn < 0 || inputColumn >= input.Shape.Width) continue;
                int element = ((channel * input.Shape.Channels + i) * layer.Kernel.Height + y) * layer.Kernel.Width + x;
                sum += weight[element] * input.Data[Index(input.Shape, i, inputRow, inputColumn)];
            }

            result[Index(output, channel, row, column)] = sum;
        }

        return result;
    }

    private static double[] Multiply(double[] input, int outputs, float[] weight, float[]? bias) =>
        [.. Enumerable.Range(0, outputs).Select(o => (bias?[o] ?? 0) + input.Select((value, i) => value * weight[o * input.Length + i]).Sum())];

    private static double[] Pool(
        (ImageShape Shape, double[] Data) input, ImageShape output, Extent kernel, Extent stride, Padding padding, Func<IEnumerable<double>, int, double> reduce)
    {
        var result = new double[output.Size];
        foreach (var (channel, row, column) in Positions(output))
        {
            int top = row * stride.Height - padding.Top, left = column * stride.Width - padding.Left;
            var inside = Positions(new ImageShape(1, kernel.Height, kernel.Width))
                .Select(place => (Row: top + place.Row, Column: left + place.Column))
                .Where(place => place.Row >= 0 && place.Row < input.Shape.Height && place.Column >= 0 && place.Column < input.Shape.Width)
                .Select(place => input.Data[Index(input.Shape, channel, place.Row, place.Column)]);
            result[Index(output, channel, row, column)] = reduce(inside, kernel.Height * kernel.Width);
        }

        return result;
    }

    private static double[] Normalise((ImageShape Shape, double[] Data) input, double epsilon, float[] weight, float[] bias, float[] mean, float[] variance)
    {
        int area = input.Shape.Height * input.Shape.Width;
        return [.. input.Data.Select((value, i) => (value - mean[i / area]) / Math.Sqrt(variance[i / area] + epsilon) * weight[i / area] + bias[i / area])];
    }

    private static int Index(ImageShape shape, int channel, int row, int column) => (channel * shape.Height + row) * shape.Width + column;

    private static IEnumerable<(int Channel, int Row, int Column)> Positions(ImageShape shape) =>
        from channel in Enumerable.Range(0, shape.Channels)
        from row in Enumerable.Range(0, shape.Height)
        from column in Enumerable.Range(0, shape.Width)
        select (channel, row, column);
}
